using System.Globalization;
using System.Text.RegularExpressions;
using Telephony.Documents;
using Telephony.Ivr.Flows.Documents;

namespace Telephony.Ivr.Flows.Schedules;

/// <summary>Reads <c>{ "timeZone": "Europe/Vienna", "open": ["Mon-Fri 08:00-18:00"], "holidays": ["12-25 Christmas", "2026-12-24 08:00-12:00 Christmas Eve"], "calendar": [iCalendar lines] }</c>.</summary>
internal static partial class ScheduleReader
{
    public static readonly IReadOnlyList<Field> Fields =
    [
        new("timeZone", FieldKind.Text, "The IANA name of the zone whose wall clock counts") { Required = true },
        new("open", FieldKind.Texts, "Weekly hours: \"Mon-Fri 08:00-18:00\", \"Sat,Sun 10:00-12:00\"") { Required = true },
        new("holidays", FieldKind.Texts, "Days off, \"12-25 Christmas\" each year or \"2026-12-24\" once, with hours of their own if they have some: \"12-24 08:00-12:00 Christmas Eve\""),
        new("calendar", FieldKind.Texts, "Days off as the lines of an iCalendar"),
        new("calendarFile", FieldKind.Text, "Days off as an iCalendar file beside the flow"),
    ];

    private static readonly string[] Days = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

    /// <param name="files">The text of a file beside the flow; null where there is none.</param>
    public static Schedule? Read(string name, Written value, DocumentContext document, Func<string, string?> files)
    {
        var reader = new FieldReader(value, Fields, document, "", $"schedules.{name}.");
        var before = document.Mistakes.Count;
        var zoneName = reader.Text("timeZone");
        if (!TimeZoneInfo.TryFindSystemTimeZoneById(zoneName, out var zone) && reader.Has("timeZone")) reader.Mistake("timeZone", $"\"{zoneName}\" is no time zone; allowed is an IANA name such as Europe/Vienna");
        var hours = reader.Texts("open").SelectMany(text => Hours(reader, text)).ToList();
        var days = reader.Texts("holidays").Select(text => Day(reader, text)).OfType<SpecialDay>().ToList();
        var text = string.Join("\r\n", reader.Texts("calendar"));
        if (reader.Has("calendarFile"))
        {
            if (files(reader.Text("calendarFile")) is { } content) text = content;
            else reader.Mistake("calendarFile", $"there is no file {reader.Text("calendarFile")} beside the flow");
        }
        HolidayCalendar? calendar = null;
        if (text.Length > 0 && !HolidayCalendar.TryRead(text, out calendar, out var why)) reader.Mistake(reader.Has("calendarFile") ? "calendarFile" : "calendar", why);
        return document.Mistakes.Count == before ? new Schedule(name, zone!, hours, days, calendar) : null;   // found, else there is a mistake
    }

    private static IEnumerable<OpenHours> Hours(FieldReader reader, string text)
    {
        var match = HoursForm().Match(text);
        if (!match.Success || Span(match) is not { } span)
        {
            reader.Mistake("open", $"\"{text}\" is not understood; allowed are hours such as \"Mon-Fri 08:00-18:00\" or \"Sat 22:00-04:00\"");
            yield break;
        }
        foreach (var range in match.Groups["days"].Value.Split(','))
        {
            var ends = range.Split('-').Select(static day => Array.IndexOf(Days, day)).ToArray();
            for (var day = ends[0]; ; day = (day + 1) % 7)
            {
                yield return new OpenHours((DayOfWeek)day, span.From, span.To);
                if (day == ends[^1]) break;
            }
        }
    }

    private static SpecialDay? Day(FieldReader reader, string text)
    {
        var match = DayForm().Match(text);
        var (month, day) = match.Success ? (Number(match, "month"), Number(match, "day")) : (0, 0);
        var year = match.Groups["year"].Success ? Number(match, "year") : (int?)null;
        if (month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year ?? 2000, month) && (!match.Groups["from"].Success || Span(match) is not null)) return new SpecialDay(year, month, day, match.Groups["from"].Success ? Span(match) : null, match.Groups["name"].Value.Trim());
        reader.Mistake("holidays", $"\"{text}\" is not understood; allowed are days such as \"12-25 Christmas\", \"2026-05-14\" or \"12-24 08:00-12:00 Christmas Eve\"");
        return null;
    }

    private static (TimeOnly From, TimeOnly To)? Span(Match match) =>
        TimeOnly.TryParseExact(match.Groups["from"].Value, "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var from) && TimeOnly.TryParseExact(match.Groups["to"].Value.Replace("24:00", "00:00", StringComparison.Ordinal), "HH:mm", CultureInfo.InvariantCulture, DateTimeStyles.None, out var to) ? (from, to) : null;

    private static int Number(Match match, string group) => int.Parse(match.Groups[group].Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^(?<days>(Sun|Mon|Tue|Wed|Thu|Fri|Sat)([-,](Sun|Mon|Tue|Wed|Thu|Fri|Sat))*) (?<from>\d\d:\d\d)-(?<to>\d\d:\d\d)$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex HoursForm();

    [GeneratedRegex(@"^((?<year>\d{4})-)?(?<month>\d\d)-(?<day>\d\d)( (?<from>\d\d:\d\d)-(?<to>\d\d:\d\d))?( (?<name>.+))?$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DayForm();
}
