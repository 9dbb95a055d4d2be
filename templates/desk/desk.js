// What script adds at the desk. Every page works without it.
(() => {
  const wrong = document.getElementById("wrong");
  if (wrong) wrong.focus();
})();
