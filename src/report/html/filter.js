{
  const scenarios = [...document.querySelectorAll(".scenario")];
  // What is folded is searched too: a command, a fault, a reason.
  const said = new Map();
  const says = (one) => {
    if (!said.has(one)) said.set(one, one.textContent.toLowerCase());
    return said.get(one);
  };
  const text = document.querySelector("#text");
  const none = document.querySelector("#none");
  const show = () => {
    const ending = document.querySelector("[name=ending]:checked").value;
    const wanted = text.value.trim().toLowerCase();
    let shown = 0;
    for (const one of scenarios) {
      const fits = (!ending || one.dataset.ending === ending) && (!wanted || says(one).includes(wanted));
      one.hidden = !fits;
      shown += fits;
    }
    none.hidden = shown > 0;
  };
  document.querySelector("#filter").addEventListener("input", show);
  document.querySelector("#filter").hidden = false;
  show();
}
