// Shows the photos that were chosen, before they are sent. Without scripts the tile says that some were.
const input = document.getElementById('photos');
const shots = document.getElementById('shots');
if (input && shots) {
  input.addEventListener('change', () => {
    for (const old of shots.querySelectorAll('img')) {
      URL.revokeObjectURL(old.src);
      old.remove();
    }
    for (const file of [...input.files].reverse()) {
      const image = document.createElement('img');
      image.src = URL.createObjectURL(file);
      image.alt = `已选的照片 ${file.name}`;
      shots.prepend(image);
    }
  });
}
