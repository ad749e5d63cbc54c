/** Panels of one size laid out in rows, at most `columns` side by side. */
export interface PanelGrid {
  readonly width: number;
  readonly height: number;
  /** Left and top of panel k. */
  place(k: number): readonly [left: number, top: number];
}

export function panelGrid(count: number, columns: number, width: number, height: number): PanelGrid {
  const across = Math.min(count, columns);
  return {
    width: across * width,
    height: Math.ceil(count / across) * height,
    place: (k) => [(k % across) * width, Math.floor(k / across) * height],
  };
}
