import { readFile } from 'node:fs/promises';
import { type Device, deviceFromJson } from '@kraus/hardware';
import * as vscode from 'vscode';
import { type DrawnMap, drawMap, MAP_STYLE, mapPlaces, qubitQuantities, RAMP } from '../device-map/index.js';
import { escapeHtml, pageOf } from '../pages/index.js';
import type { FromDevicePage, ToDevicePage } from './schema.js';

/** Shows a calibration file as a map; the page asks for other quantities. */
export async function showDeviceMap(context: vscode.ExtensionContext, file: string): Promise<void> {
  const device = deviceFromJson(await readFile(file, 'utf8'));
  const places = mapPlaces(device);
  const dist = vscode.Uri.joinPath(context.extensionUri, 'dist');
  const panel = vscode.window.createWebviewPanel('kraus.device', device.name, vscode.ViewColumn.Active, {
    enableScripts: true,
    localResourceRoots: [dist],
    retainContextWhenHidden: true,
  });
  panel.iconPath = vscode.Uri.joinPath(context.extensionUri, 'icons', 'file.svg');
  const tell = async (quantity: string) => {
    const map = drawMap(device, quantity, places);
    const message: ToDevicePage = { svg: map.svg, legend: legendOf(map) };
    await panel.webview.postMessage(message);
  };
  panel.webview.onDidReceiveMessage(async (given: unknown) => {
    const asked = fromDevicePage(given);
    if (asked !== undefined) await tell(asked.quantity);
  });
  panel.webview.html = pageOf(panel.webview, {
    title: device.name,
    body: bodyOf(device),
    style: STYLE,
    script: vscode.Uri.joinPath(dist, 'device.js'),
  });
}

/** Reads a message of the page; undefined for anything else. */
function fromDevicePage(given: unknown): FromDevicePage | undefined {
  const quantity = (given as { quantity?: unknown } | null | undefined)?.quantity;
  return typeof quantity === 'string' ? { quantity } : undefined;
}

const figure = (value: number) => String(Number(value.toPrecision(3)));

function legendOf({ quantity, range, couplerRange }: DrawnMap): ToDevicePage['legend'] {
  const words = (title: string, unit: string, values: DrawnMap['range']) =>
    values === undefined
      ? { title, best: '', rest: 'not reported' }
      : {
          title,
          best: figure(values[0]),
          rest: `${figure(values[2])}${unit === '' ? '' : ` ${unit}`} (median ${figure(values[1])})`,
        };
  return [
    words(`Circles: ${quantity.title}`, quantity.unit, range),
    words('Lines: error of the two-qubit gate', '', couplerRange),
  ];
}

function bodyOf(device: Device): string {
  const options = qubitQuantities(device).map(
    ({ name, title }) => `<option value="${escapeHtml(name)}">${escapeHtml(title)}</option>`,
  );
  const facts = `${device.family}, ${device.qubits.length} qubits, basis ${device.basis.join(', ')}, calibrated ${device.calibrated}`;
  const repairs = device.repairs.map(({ where, what }) => `<li>${escapeHtml(where)}: ${escapeHtml(what)}</li>`);
  return `<h1>${escapeHtml(device.name)}</h1>
<p class="soft">${escapeHtml(facts)}</p>
<p><label>Colour by <select id="quantity">${options.join('')}</select></label></p>
<div id="legend"></div>
<div id="map" tabindex="0" role="application" aria-label="Map of the qubits: arrows go from qubit to qubit"></div>
<p id="reading" aria-live="polite"></p>
<template id="ramp">${RAMP}</template>
${repairs.length === 0 ? '' : `<h2>Repaired in the calibration</h2><ul>${repairs.join('')}</ul>`}`;
}

const STYLE = `
body { padding: 10px 16px 20px; }
#legend p { margin: 2px 0; }
#reading { min-height: 2.6em; margin: 8px 0; }
#map { max-width: 1000px; }
${MAP_STYLE}
`;
