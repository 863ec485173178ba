"use strict";
// While the receiver starts again nobody answers: asks until somebody does.
(() => {
  const starting = document.getElementById("starting");
  if (!starting) return;
  const result = starting.dataset.result;
  const ask = () => fetch(result, { redirect: "manual" })
    .then((answer) => answer.status !== 202 && answer.status !== 503)
    .catch(() => false)
    .then((isDone) => {
      if (isDone) location.replace(result);
      else setTimeout(ask, 400);
    });
  setTimeout(ask, 400);
})();
