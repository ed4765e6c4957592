/** Where purchases are made: invented shops, the category each falls in, and cents from and to. */
export interface Merchant {
  readonly name: string;
  readonly category: string;
  readonly low: number;
  readonly high: number;
}

const shop = (name: string, category: string, low: number, high: number): Merchant => ({
  name,
  category,
  low,
  high,
});

export const SHOPS: readonly [Merchant, ...Merchant[]] = [
  shop("Orchard Basket Market", "Groceries", 1_240, 11_890),
  shop("Orchard Basket Market", "Groceries", 1_240, 9_890),
  shop("Greengate Foods", "Groceries", 850, 8_420),
  shop("Steam and Saucer", "Coffee Shops", 325, 1_150),
  shop("Steam and Saucer", "Coffee Shops", 325, 950),
  shop("Wagonwheel Burgers", "Fast Food", 690, 2_380),
  shop("The Copper Ladle", "Restaurants", 2_150, 9_640),
  shop("Redline Fuel", "Gas & Fuel", 2_400, 6_850),
  shop("Corner Remedy", "Pharmacy", 520, 4_790),
  shop("Threadneedle Outfitters", "Clothing", 1_900, 12_900),
  shop("Brightwire Electronics", "Electronics & Software", 1_500, 21_500),
  shop("Hearth and Hinge", "Home Improvement", 1_100, 14_200),
  shop("Lantern Street Cinema", "Movies & DVDs", 1_250, 4_200),
  shop("Metro Loop Transit", "Public Transportation", 275, 2_500),
];

/** Bills that come every month: the day of the month, and who sends them. */
export const BILLS: readonly (readonly [day: number, merchant: Merchant])[] = [
  [4, shop("Tri-Valley Power and Light", "Utilities", 6_450, 14_800)],
  [8, shop("Clearline Internet", "Internet", 5_999, 5_999)],
  [11, shop("Pocketwave Mobile", "Mobile Phone", 4_500, 6_800)],
  [19, shop("Nightowl Streaming", "Streaming Services", 1_549, 1_549)],
  [22, shop("Stillwater Municipal Water", "Utilities", 2_800, 5_350)],
];
