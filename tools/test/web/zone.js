export const x = "asset:site-2.css";
