import { SetMetadata } from '@nestjs/common';

const OWN_ROUTE = 'nestjs-wechat:own route';

/** Marks a controller of this package whose callers prove who they are: a guard for people has nothing to say there. */
export const OwnRoute: () => ClassDecorator = () => SetMetadata(OWN_ROUTE, true);

export function isOwnRoute(controller: object): boolean {
  return Reflect.getMetadata(OWN_ROUTE, controller) === true;
}
