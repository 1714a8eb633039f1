/*
 * The words of other languages for days, hours and minutes, as `Intl` writes them. They are listed, because calling `Intl`
 * takes too long in a cold start; a test compares them.
 */

const words = (text: string): ReadonlySet<string> => new Set(text.split(' '));

/** `heute`, `mañana`, `montag`. */
export const FOREIGN_DAYS = words(
  'heute morgen montag dienstag mittwoch donnerstag freitag samstag sonntag aujourd’hui demain lundi ' +
    'mardi mercredi jeudi vendredi samedi dimanche hoy mañana lunes martes miércoles jueves viernes ' +
    'sábado domingo oggi domani lunedì martedì mercoledì giovedì venerdì sabato domenica hoje amanhã ' +
    'segunda-feira terça-feira quarta-feira quinta-feira sexta-feira vandaag maandag dinsdag woensdag ' +
    'donderdag vrijdag zaterdag zondag 今日 明日 月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日',
);

/** `stunden`, `heures`, `時間`. */
export const FOREIGN_HOURS = words('stunde stunden std heure heures hora horas ora ore uur 時間');

/** `minuten`, `分`. */
export const FOREIGN_MINUTES = words('minute minuten minuto minutos minuti minuut 分');
