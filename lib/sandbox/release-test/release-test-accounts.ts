import type { AuthorizerType } from '../component/permission-sets.js';

/** One of the accounts that WeChat tests with. */
export interface ReleaseTestAccount {
  /** From 1; WeChat takes one group at random. */
  readonly group: number;
  readonly appId: string;
  /** `ToUserName`. */
  readonly originalId: string;
  readonly type: AuthorizerType;
}

/** By group: AppID and original id of an official account, and of a mini program. Official document: 全网发布接入检测说明. */
const GROUPS = [
  ['wx570bc396a51b8ff8', 'gh_3c884a361561', 'wxd101a85aa106f53e', 'gh_8dad206e9538'],
  ['wx9252c5e0bb1836fc', 'gh_c0f28a78b318', 'wxc39235c15087f6f3', 'gh_905ae9d01059'],
  ['wx8e1097c5bc82cde9', 'gh_3f222ed8d140', 'wx7720d01d4b2a4500', 'gh_393666f1fdf4'],
  ['wx14550af28c71a144', 'gh_26128078e9ab', 'wx05d483572dcd5d8b', 'gh_39abb5d4e1b7'],
  ['wxa35b9c23cfe664eb', 'gh_2b3713f184a6', 'wx5910277cae6fd970', 'gh_7818dcb60240'],
] as const;

/** The ten accounts, in the order of their groups. */
export const RELEASE_TEST_ACCOUNTS: readonly ReleaseTestAccount[] = GROUPS.flatMap(
  ([appId, originalId, miniProgram, miniProgramId], index) => [
    { group: index + 1, appId, originalId, type: 'official-account' },
    { group: index + 1, appId: miniProgram, originalId: miniProgramId, type: 'mini-program' },
  ],
);
