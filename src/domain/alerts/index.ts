export {
  acknowledgeAlert,
  closeAlert,
  dismissAlert,
  handleAlert,
  reopenAlert,
  verifyAlert,
} from './alert.commands.ts';
export type { Alert, AlertStatus } from './alert.model.ts';
export { alerts } from './alert.ts';
export { alertsInWords } from './alert.words.ts';
export { takeInAlerts } from './intake.ts';
