// Puts the rail away without a new page, so that nothing typed is lost. Without scripts the form does it.
document.querySelector('.topbar__fold').addEventListener('submit', (event) => {
  event.preventDefault();
  const isFolded = document.body.classList.toggle('is-folded');
  const button = event.target.rail;
  button.setAttribute('aria-expanded', String(!isFolded));
  button.value = isFolded ? 'open' : 'folded';
  document.cookie = `rail=${isFolded ? 'folded' : 'open'}; path=/; max-age=31536000; samesite=lax`;
});
