import { list, notice, number, object, text } from './schema.js';

const beacon = object({ Uuid: text, Major: number, Minor: number, Distance: number });
const audit = { audit_id: text, status: number, reason: text };

/** Stores, Wi-Fi, shake, merchants. Legacy products that are being retired. */
export const offlineEvents = {
  /** A store was reviewed. `Result`: succ, fail. Some pushes spell the element `Msg`. */
  'event.poi_check_notify': notice({ UniqId: text, PoiId: text, Result: text, msg: text }),
  /** Somebody joined the Wi-Fi of a shop. `PlaceId` is the shop, `DeviceNo` the BSSID; times are seconds. */
  'event.WifiConnected': notice({
    ConnectTime: number,
    ExpireTime: number,
    VendorId: text,
    PlaceId: text,
    DeviceNo: text,
  }),
  /** Somebody shook the phone near beacons. */
  'event.ShakearoundUserShake': notice({
    ChosenBeacon: beacon,
    AroundBeacons: object({ AroundBeacon: list(beacon) }),
  }),
  /** Somebody won a red packet by shaking (unconfirmed). */
  'event.ShakearoundLotteryBind': notice({
    LotteryId: text,
    Ticket: text,
    Money: number,
    BindTime: number,
  }),
  /** Somebody paid an order of the old WeChat store. */
  'event.merchant_order': notice({
    OrderId: text,
    OrderStatus: number,
    ProductId: text,
    SkuInfo: text,
  }),
  /** The merchant of a store mini program was reviewed. */
  'event.apply_merchant_audit_info': notice(audit),
  /** A place on the map was reviewed. */
  'event.create_map_poi_audit_info': notice({
    audit_id: text,
    status: number,
    map_poi_id: text,
    name: text,
    address: text,
    latitude: number,
    longitude: number,
    sh_remark: text,
  }),
  /** A new store was reviewed. */
  'event.add_store_audit_info': notice({ ...audit, is_upgrade: number, poiid: text }),
  /** A changed store was reviewed. */
  'event.modify_store_audit_info': notice(audit),
};
