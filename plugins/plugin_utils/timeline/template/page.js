"use strict";
const plane = document.getElementById("plane");
const scroll = plane.parentElement;
const slider = document.getElementById("zoom");
const card = document.getElementById("card");

// Zooms around a place of the chart, given as a fraction of what is visible.
function zoom(factor, around) {
  const place = (scroll.scrollLeft + around * scroll.clientWidth) / scroll.scrollWidth;
  plane.style.width = `${100 * factor}%`;
  scroll.scrollLeft = place * scroll.scrollWidth - around * scroll.clientWidth;
}

slider.addEventListener("input", () => zoom(Number(slider.value), 0.5));
scroll.addEventListener("wheel", (event) => {
  if (!event.ctrlKey) return;
  event.preventDefault();
  slider.value = Number(slider.value) * (event.deltaY < 0 ? 1.2 : 1 / 1.2);
  const frame = scroll.getBoundingClientRect();
  zoom(Number(slider.value), (event.clientX - frame.left) / frame.width);
}, { passive: false });

// Shows what a bar stands for beside the pointer.
document.addEventListener("mousemove", (event) => {
  const target = event.target.closest("[data-name]");
  card.hidden = !target;
  if (!target) return;
  const name = document.createElement("b");
  name.textContent = target.dataset.name;
  card.replaceChildren(name, target.dataset.facts);
  card.style.left = `${Math.max(8, Math.min(event.clientX + 14, innerWidth - card.offsetWidth - 8))}px`;
  card.style.top = `${Math.max(8, Math.min(event.clientY + 18, innerHeight - card.offsetHeight - 8))}px`;
});
