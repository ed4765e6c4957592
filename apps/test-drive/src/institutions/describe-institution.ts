import { type Institution, PRODUCTS } from "./rules.ts";

/** An institution as the API shows it. */
export function describeInstitution(institution: Institution) {
  const { id, name, accountTypes, homePage, phone, products, street } = institution;
  const [city, state, postalCode, timeZone] = institution.place;
  return {
    id,
    name,
    displayName: name,
    ...Object.fromEntries(PRODUCTS.map((product) => [product, products.has(product)])),
    accountTypeDescription: accountTypes,
    phone,
    urlHomeApp: homePage,
    urlLogonApp: `${homePage}/login`,
    oauthEnabled: false,
    class: "testfi",
    timeZone,
    address: { addressLine1: street, city, state, postalCode, country: "USA" },
    currency: "USD",
    email: `help@${new URL(homePage).hostname}`,
    status: "online",
    branding: describeBranding(institution),
  };
}

/** Where its pictures would be; the host is an invented one, nothing is there to be loaded. */
export function describeBranding({ homePage, color }: Institution) {
  return {
    logo: `${homePage}/branding/logo.svg`,
    alternateLogo: `${homePage}/branding/alternate-logo.svg`,
    icon: `${homePage}/branding/icon.svg`,
    primaryColor: color,
    tile: `${homePage}/branding/tile.svg`,
  };
}
