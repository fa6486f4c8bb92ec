import type { DrawnNoun } from '#domain/engine';
import type { Role } from '#kernel/actor';
import { pathsUnder } from '#kernel/paths';
import type { Route } from '../router.ts';
import type { Numbered } from './line.ts';
import { listOf } from './list.ts';
import { pageOf } from './show.ts';
import { makingOf, stepsOf } from './steps.ts';

/** Every page of a noun that is put in words: list, making one, one, its steps. */
export function nounRoutes(drawn: DrawnNoun): Route[] {
  const noun = drawn as DrawnNoun<Numbered>;
  const { acts, words } = noun;
  const { list, making, sort, one, act } = pathsUnder(noun.path);
  const access = Object.keys(noun.sees) as Role[];
  const upload = { field: 'photos' };
  const takesPhotos = (how: 'made' | 'asked') =>
    Object.entries(words.steps).some(
      ([action, step]) => (step === 'made') === (how === 'made') && 'photoIds' in (acts[action]?.needs ?? {}),
    );
  const photosOf = (how: 'made' | 'asked') => (takesPhotos(how) ? { upload } : {});
  const { showStep, postStep } = stepsOf(noun);
  function toMake(): Route[] {
    if (words.making === undefined) return [];
    const { roles, sorts } = words.making;
    const { showSorts, showMaking, postMaking } = makingOf(noun, words.making);
    if (sorts === undefined)
      return [
        { method: 'get', path: making, access: roles, run: showMaking },
        { method: 'post', path: list, access: roles, ...photosOf('made'), run: postMaking },
      ];
    return [
      { method: 'get', path: making, access: roles, run: showSorts },
      { method: 'get', path: sort.pattern, access: roles, run: showMaking },
      { method: 'post', path: sort.pattern, access: roles, ...photosOf('made'), run: postMaking },
    ];
  }
  return [
    { method: 'get', path: list, access: words.listed ?? access, run: listOf(noun) },
    ...toMake(),
    { method: 'get', path: one.pattern, access, run: pageOf(noun) },
    { method: 'get', path: act.pattern, access: words.doers, run: showStep },
    { method: 'post', path: act.pattern, access: words.doers, ...photosOf('asked'), run: postStep },
  ];
}
