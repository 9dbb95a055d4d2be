// Only adds: the page as it is typed, another kind at once, questions dragged to another place.
"use strict";
(function () {
  var form = document.getElementById("writing"), show = document.getElementById("show"), waiting = 0;
  if (form && show) {
    form.addEventListener("input", function () {
      clearTimeout(waiting);
      waiting = setTimeout(function () { form.requestSubmit(show); }, 600);
    });
  }
  var kind = document.getElementById("kind"), other = document.getElementById("kind-button");
  if (kind && other) {
    other.hidden = true;
    kind.addEventListener("change", function () {
      clearTimeout(waiting);
      form.requestSubmit(other);
    });
  }
  var order = document.getElementById("order"), dragged = null;
  if (!order) { return; }
  document.querySelectorAll("li[draggable]").forEach(function (one) {
    one.addEventListener("dragstart", function (event) {
      dragged = one;
      event.dataTransfer.effectAllowed = "move";
      event.dataTransfer.setData("text/plain", "");
    });
    one.addEventListener("dragover", function (event) {
      if (dragged && dragged !== one) { event.preventDefault(); one.classList.add("over"); }
    });
    one.addEventListener("dragleave", function () { one.classList.remove("over"); });
    one.addEventListener("drop", function (event) {
      event.preventDefault();
      order.elements.part.value = dragged.dataset.part;
      order.elements.place.value = dragged.dataset.place;
      order.elements.to_part.value = one.dataset.part;
      order.elements.to_place.value = one.dataset.place;
      var go = document.createElement("input");
      go.type = "hidden"; go.name = "go"; go.value = "move";
      order.append(go);
      order.submit();
    });
  });
})();
