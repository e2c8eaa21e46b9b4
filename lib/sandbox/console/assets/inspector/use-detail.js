import { useEffect, useState } from 'htm/preact';
import { fetchDetail } from '../store/requests.js';

/**
 * The details of what is chosen in a list, read anew as it changes.
 *
 * @template Detail
 * @param {'deliveries' | 'calls'} list
 * @param {number | undefined} id
 * @param {string} version changes with what is to be read
 * @returns {Detail | undefined}
 */
export function useDetail(list, id, version) {
  const [detail, setDetail] = useState(/** @type {Detail | undefined} */ (undefined));
  useEffect(() => {
    if (id === undefined) return setDetail(undefined);
    let isWanted = true;
    void fetchDetail(list, id).then(found => isWanted && setDetail(/** @type {Detail | undefined} */ (found)));
    return () => {
      isWanted = false;
    };
  }, [list, id, version]);
  return detail;
}
