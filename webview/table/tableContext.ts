// What the table's parts can do besides being shown: change the page's state, ask the host, speak.

import type { TableAction as RunAction, TablePageMessage } from '../../src/table/page/tableMessages.ts';
import type { CopyFormat } from './copies.ts';
import type { PopupKind, TableAction } from './model.ts';

export interface TableContext {
  dispatch(action: TableAction): void;
  post(message: TablePageMessage): void;
  /** Asks something of the runs that are selected. */
  act(action: RunAction): void;
  /** Copies what is selected, or everything. */
  copy(format: Exclude<CopyFormat, 'csv'>): void;
  saveCsv(): void;
  /** Opens a menu below what was pressed, or where the mouse is. */
  openPopup(of: PopupKind, at: Element | { readonly left: number; readonly top: number }): void;
  /** Closes whatever lies over the table, and gives the focus back to what opened it. */
  closePopup(): void;
}
