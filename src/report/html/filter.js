{
  const scenarios = [...document.querySelectorAll(".scenario")];
  const text = document.querySelector("#text");
  const none = document.querySelector("#none");
  const show = () => {
    const ending = document.querySelector("[name=ending]:checked").value;
    const wanted = text.value.trim().toLowerCase();
    let shown = 0;
    for (const one of scenarios) {
      const fits = (!ending || one.dataset.ending === ending) && one.dataset.text.toLowerCase().includes(wanted);
      one.hidden = !fits;
      shown += fits;
    }
    none.hidden = shown > 0;
  };
  document.querySelector("#filter").addEventListener("input", show);
  document.querySelector("#filter").hidden = false;
  show();
}
