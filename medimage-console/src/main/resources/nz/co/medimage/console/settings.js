"use strict";
// While the receiver starts again nobody answers: asks until somebody does.
(() => {
  if (!document.getElementById("starting")) return;
  const ask = () => fetch("/settings/result")
    .then((answer) => answer.status !== 202 && answer.status !== 503)
    .catch(() => false)
    .then((isDone) => {
      if (isDone) location.replace("/settings/result");
      else setTimeout(ask, 400);
    });
  setTimeout(ask, 400);
})();
