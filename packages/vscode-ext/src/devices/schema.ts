/** What the page of a device is told. */
export interface ToDevicePage {
  readonly svg: string;
  readonly legend: readonly { readonly title: string; readonly best: string; readonly rest: string }[];
}

/** What it asks for. */
export interface FromDevicePage {
  readonly quantity: string;
}
