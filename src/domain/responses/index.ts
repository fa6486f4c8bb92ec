export type { ResponseAction } from './response.acts.ts';
export {
  concerns,
  endResponse,
  findRunning,
  finishStep,
  type RunningResponse,
  seeResponse,
} from './response.commands.ts';
export type { EmergencyResponse, ResponseStatus } from './response.model.ts';
export { responses } from './response.ts';
export { responsesInWords } from './response.words.ts';
