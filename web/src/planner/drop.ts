// A file may be dropped anywhere over the map.

export function takeDrops(target: HTMLElement, onFile: (file: File) => void): () => void {
  const isFile = (event: DragEvent) => event.dataTransfer?.types.includes("Files") ?? false;
  const onOver = (event: DragEvent) => {
    if (!isFile(event)) return;
    event.preventDefault();
    target.dataset.drop = "over";
  };
  const onLeave = () => {
    delete target.dataset.drop;
  };
  const onDrop = (event: DragEvent) => {
    onLeave();
    const [file] = event.dataTransfer?.files ?? [];
    if (!file) return;
    event.preventDefault();
    onFile(file);
  };
  target.addEventListener("dragover", onOver);
  target.addEventListener("dragleave", onLeave);
  target.addEventListener("drop", onDrop);
  return () => {
    onLeave();
    target.removeEventListener("dragover", onOver);
    target.removeEventListener("dragleave", onLeave);
    target.removeEventListener("drop", onDrop);
  };
}
