// Only adds: a button beside each cell that can be cited, which writes it where the cursor stands.
"use strict";
(function () {
  var form = document.querySelector("form[data-citing]");
  if (!form) { return; }
  var last = null;
  form.addEventListener("focusin", function (event) {
    if (event.target.matches("textarea")) { last = event.target; }
  });
  function label(box) { return form.querySelector('label[for="' + box.id + '"]').textContent; }
  form.querySelectorAll("[data-cite]").forEach(function (code) {
    var part = code.closest("section"), use = document.createElement("button");
    use.type = "button";
    use.className = "btn quiet small";
    use.textContent = "Use";
    use.setAttribute("aria-label", "Use " + code.textContent);
    use.addEventListener("click", function () {
      var box = last && part.contains(last) ? last : part.querySelector('textarea[name^="lead-"]');
      var from = box === last ? box.selectionStart : box.value.length;
      var to = box === last ? box.selectionEnd : from, written = code.textContent;
      var open = box.value.slice(0, from).lastIndexOf("["), shut = box.value.indexOf("]", open);
      if (open >= 0 && shut >= from) { from = to = shut + 1; }  // not into another reference
      if (/[^\s(“]$/.test(box.value.slice(0, from))) { written = " " + written; }
      if (/^[^\s.,;:?!)”]/.test(box.value.slice(to))) { written += " "; }
      box.setRangeText(written, from, to, "end");
      last = box;
      code.closest("details").querySelector("[data-cited]").textContent =
        code.textContent + " stands in “" + label(box) + "” now.";
    });
    code.after(" ", use);
  });
})();
