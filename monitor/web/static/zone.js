/* Says in which zone this browser's clock is: pages tell their times in it. */
"use strict";

{
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const secure = location.protocol === "https:" ? "; secure" : "";
  if (zone) document.cookie = `complaints-zone=${zone}; path=/; max-age=31536000; samesite=lax${secure}`;
}
