// The parts of Chart.js that the panel's charts are made of; registering them by name keeps everything else out of the
// bundle.

import {
  Chart,
  Filler,
  Interaction,
  LinearScale,
  LineController,
  LineElement,
  LogarithmicScale,
  PointElement,
  Tooltip,
} from 'chart.js';
import annotation from 'chartjs-plugin-annotation';
import zoom from 'chartjs-plugin-zoom';
import { crosshair } from './crosshair.ts';
import { nearestOfEach } from './nearestOfEach.ts';

/** Called once, before any chart is created. */
export function registerCharts(): void {
  Chart.register(
    LineController,
    LineElement,
    PointElement,
    LinearScale,
    LogarithmicScale,
    Filler,
    Tooltip,
    zoom,
    annotation,
    crosshair,
  );
  Interaction.modes.nearestOfEach = nearestOfEach;
}
