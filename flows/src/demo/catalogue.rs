//! What the demo shop sells, as tables.

/// Where the pictures lie.
pub(super) const PICTURES: &str = "https://medusa-public-images.s3.eu-west-1.amazonaws.com/";

/// A category: name, handle, and the handle of its parent.
pub(super) struct Category(pub &'static str, pub &'static str, pub Option<&'static str>);

/// Parents stand before their children.
pub(super) const CATEGORIES: [Category; 7] = [
    Category("Clothing", "clothing", None),
    Category("Shirts", "shirts", Some("clothing")),
    Category("Sweatshirts", "sweatshirts", Some("clothing")),
    Category("Pants", "pants", Some("clothing")),
    Category("Shorts", "shorts", Some("clothing")),
    Category("Home", "home", None),
    Category("Mugs", "mugs", Some("home")),
];

/// Title and handle of each collection.
pub(super) const COLLECTIONS: [(&str, &str); 3] =
    [("Harbour", "harbour"), ("Open Sea", "open-sea"), ("Shore Leave", "shore-leave")];

/// Types and tags.
pub(super) const TYPES: [&str; 2] = ["Apparel", "Homeware"];
pub(super) const TAGS: [&str; 4] = ["new", "organic", "bestseller", "last chance"];

/// A product; its variants are sizes times colors.
pub(super) struct Product {
    pub title: &'static str,
    pub handle: &'static str,
    pub description: &'static str,
    pub category: &'static str,
    pub collection: &'static str,
    pub kind: &'static str,
    pub tags: &'static [&'static str],
    pub material: &'static str,
    /// Grams.
    pub weight: i64,
    pub sizes: &'static [&'static str],
    pub colors: &'static [&'static str],
    pub pictures: &'static [&'static str],
    /// Cents: euro, US dollar.
    pub price: (i64, i64),
    /// Pieces of each variant.
    pub stock: i64,
}

const SIZES: &[&str] = &["S", "M", "L", "XL"];
const LETTERS: &[&str] = &["S", "M", "L"];
const ONE_SIZE: &[&str] = &["One size"];
const BLACK_WHITE: &[&str] = &["Black", "White"];
const BLACK: &[&str] = &["Black"];
const WHITE: &[&str] = &["White"];
const GRAY: &[&str] = &["Gray"];
const VINTAGE: &[&str] = &["Vintage blue"];

const TEES: &[&str] =
    &["tee-black-front.png", "tee-black-back.png", "tee-white-front.png", "tee-white-back.png"];
const BLACK_TEE: &[&str] = &["tee-black-front.png", "tee-black-back.png"];
const WHITE_TEE: &[&str] = &["tee-white-front.png", "tee-white-back.png"];
const LONGSLEEVE: &[&str] = &["ls-black-front.png", "ls-black-back.png"];
const SWEATSHIRT: &[&str] = &["sweatshirt-vintage-front.png", "sweatshirt-vintage-back.png"];
const HOODIE: &[&str] = &["black_hoodie_front.png", "black_hoodie_back.png"];
const SWEATPANTS: &[&str] = &["sweatpants-gray-front.png", "sweatpants-gray-back.png"];
const BERMUDAS: &[&str] = &["shorts-vintage-front.png", "shorts-vintage-back.png"];
const MUG: &[&str] = &["coffee-mug.png"];

/// What the products of a category have in common.
const SHIRT: Product = Product {
    title: "",
    handle: "",
    description: "",
    category: "shirts",
    collection: "harbour",
    kind: "Apparel",
    tags: &[],
    material: "Cotton",
    weight: 180,
    sizes: SIZES,
    colors: BLACK_WHITE,
    pictures: TEES,
    price: (1_995, 2_195),
    stock: 100,
};
const SWEATER: Product = Product {
    category: "sweatshirts",
    weight: 480,
    colors: VINTAGE,
    pictures: SWEATSHIRT,
    price: (4_995, 5_495),
    ..SHIRT
};
const TROUSERS: Product = Product {
    category: "pants",
    collection: "open-sea",
    weight: 420,
    colors: GRAY,
    pictures: SWEATPANTS,
    price: (3_995, 4_395),
    ..SHIRT
};
const SHORTS: Product = Product {
    category: "shorts",
    collection: "shore-leave",
    weight: 260,
    colors: VINTAGE,
    pictures: BERMUDAS,
    price: (2_995, 3_295),
    ..SHIRT
};
const CUP: Product = Product {
    category: "mugs",
    collection: "shore-leave",
    kind: "Homeware",
    material: "Ceramic",
    weight: 350,
    sizes: ONE_SIZE,
    colors: WHITE,
    pictures: MUG,
    price: (1_200, 1_350),
    stock: 250,
    ..SHIRT
};

/// The products, oldest first.
pub(super) const PRODUCTS: [Product; 22] = [
    Product {
        title: "Harbour Tee",
        handle: "harbour-tee",
        description: "The shirt that goes with everything, cut straight and washed once.",
        tags: &["bestseller"],
        ..SHIRT
    },
    Product {
        title: "Pier Tee",
        handle: "pier-tee",
        description: "A heavier jersey with a ribbed collar that keeps its shape.",
        price: (2_495, 2_695),
        ..SHIRT
    },
    Product {
        title: "Tide Tee",
        handle: "tide-tee",
        description: "White, light and quick to dry.",
        collection: "shore-leave",
        tags: &["organic"],
        colors: WHITE,
        pictures: WHITE_TEE,
        ..SHIRT
    },
    Product {
        title: "Lantern Tee",
        handle: "lantern-tee",
        description: "Black from collar to hem, for late evenings.",
        colors: BLACK,
        pictures: BLACK_TEE,
        price: (2_195, 2_395),
        ..SHIRT
    },
    Product {
        title: "Night Watch Longsleeve",
        handle: "night-watch-longsleeve",
        description: "Long sleeves with cuffs, for the hours before sunrise.",
        collection: "open-sea",
        weight: 240,
        colors: BLACK,
        pictures: LONGSLEEVE,
        price: (2_995, 3_295),
        ..SHIRT
    },
    Product {
        title: "Breakwater Longsleeve",
        handle: "breakwater-longsleeve",
        description: "Organic cotton, dense enough to wear alone in spring.",
        collection: "open-sea",
        tags: &["organic", "new"],
        material: "Organic cotton",
        weight: 260,
        colors: BLACK,
        pictures: LONGSLEEVE,
        price: (3_495, 3_795),
        ..SHIRT
    },
    Product {
        title: "Anchor Sweatshirt",
        handle: "anchor-sweatshirt",
        description: "A classic crew neck, brushed inside.",
        tags: &["bestseller"],
        ..SWEATER
    },
    Product {
        title: "Drift Sweatshirt",
        handle: "drift-sweatshirt",
        description: "Relaxed at the shoulders, faded by hand; no two are the same.",
        price: (5_495, 5_995),
        ..SWEATER
    },
    Product {
        title: "Mooring Sweatshirt",
        handle: "mooring-sweatshirt",
        description: "Half recycled fibre, wholly warm.",
        tags: &["organic"],
        material: "Recycled cotton",
        price: (5_995, 6_495),
        ..SWEATER
    },
    Product {
        title: "Foghorn Hoodie",
        handle: "foghorn-hoodie",
        description: "A hood with two layers and a pocket for both hands.",
        collection: "open-sea",
        weight: 620,
        colors: BLACK,
        pictures: HOODIE,
        price: (6_495, 6_995),
        ..SWEATER
    },
    Product {
        title: "Compass Hoodie",
        handle: "compass-hoodie",
        description: "Light enough to layer, with a flat drawstring.",
        weight: 540,
        colors: BLACK,
        pictures: HOODIE,
        price: (5_995, 6_495),
        ..SWEATER
    },
    Product {
        title: "Bosun Hoodie",
        handle: "bosun-hoodie",
        description: "The heavy one. Three winters at least.",
        collection: "open-sea",
        tags: &["new"],
        weight: 780,
        colors: BLACK,
        pictures: HOODIE,
        price: (7_995, 8_695),
        stock: 25,
        ..SWEATER
    },
    Product {
        title: "Deckhand Sweatpants",
        handle: "deckhand-sweatpants",
        description: "Tapered, with deep pockets that close.",
        tags: &["bestseller"],
        ..TROUSERS
    },
    Product {
        title: "Ropewalk Sweatpants",
        handle: "ropewalk-sweatpants",
        description: "Straight leg, wide waistband, nothing else.",
        price: (3_495, 3_795),
        ..TROUSERS
    },
    Product {
        title: "Longshore Sweatpants",
        handle: "longshore-sweatpants",
        description: "Longer in the leg than the others, for tall people.",
        sizes: &["M", "L", "XL", "XXL"],
        price: (4_295, 4_695),
        ..TROUSERS
    },
    Product {
        title: "Cove Sweatpants",
        handle: "cove-sweatpants",
        description: "Soft on both sides, meant for staying in.",
        tags: &["last chance"],
        price: (2_995, 3_295),
        stock: 3,
        ..TROUSERS
    },
    Product {
        title: "Sandbar Shorts",
        handle: "sandbar-shorts",
        description: "Above the knee, with a cord that stays tied.",
        sizes: LETTERS,
        ..SHORTS
    },
    Product {
        title: "Cockle Shorts",
        handle: "cockle-shorts",
        description: "Terry cloth, for after the swim.",
        sizes: LETTERS,
        tags: &["organic"],
        price: (3_295, 3_595),
        ..SHORTS
    },
    Product {
        title: "Regatta Shorts",
        handle: "regatta-shorts",
        description: "Four-way stretch and a pocket with a zip.",
        tags: &["new"],
        price: (3_795, 4_195),
        ..SHORTS
    },
    Product {
        title: "Galley Mug",
        handle: "galley-mug",
        description: "Holds 300 ml and survives the dishwasher.",
        tags: &["bestseller"],
        ..CUP
    },
    Product {
        title: "Captain's Mug",
        handle: "captains-mug",
        description: "Half a litre, for long watches.",
        weight: 520,
        price: (1_600, 1_750),
        ..CUP
    },
    Product {
        title: "Sextant Mug",
        handle: "sextant-mug",
        description: "Thin walls and a wide handle; made in small numbers.",
        tags: &["last chance"],
        price: (1_850, 1_995),
        stock: 8,
        ..CUP
    },
];
