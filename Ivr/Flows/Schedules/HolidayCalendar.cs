using Ical.Net;
using Ical.Net.DataTypes;

namespace Telephony.Ivr.Flows.Schedules;

/// <summary>Days off of an iCalendar text (RFC 5545): each day that an event of it touches.</summary>
public sealed class HolidayCalendar
{
    private readonly Calendar _calendar;

    private HolidayCalendar(Calendar calendar) => _calendar = calendar;

    /// <param name="why">A part of a sentence without full stop.</param>
    public static bool TryRead(string text, out HolidayCalendar calendar, out string why)
    {
        (calendar, why) = (null!, "");   // null only with false
        try
        {
            if (Calendar.Load(text) is not { } read)
            {
                why = "it holds no VCALENDAR";
                return false;
            }
            calendar = new HolidayCalendar(read);
            _ = calendar.NameOf(new DateOnly(2000, 1, 1));   // rules that cannot be evaluated show themselves now
            return true;
        }
        catch (Exception broken) when (broken is not OutOfMemoryException)
        {
            why = $"it is no iCalendar: {broken.Message.ReplaceLineEndings(" ").TrimEnd('.')}";
            return false;
        }
    }

    /// <summary>The summary of the event on this date; null on a working day.</summary>
    public string? NameOf(DateOnly date)
    {
        foreach (var happening in _calendar.Events)
        {
            // An event may have begun some days ago.
            foreach (var occurrence in happening.GetOccurrences(new CalDateTime(date.AddDays(-31))))
            {
                var begins = DateOnly.FromDateTime(occurrence.Period.StartTime.Value);
                if (begins > date) break;
                var end = occurrence.Period.EffectiveEndTime?.Value ?? occurrence.Period.StartTime.Value;
                // An end at midnight is not part of the day it names (RFC 5545 3.6.1).
                var last = end.TimeOfDay == TimeSpan.Zero && DateOnly.FromDateTime(end) > begins ? DateOnly.FromDateTime(end).AddDays(-1) : DateOnly.FromDateTime(end);
                if (date <= last) return happening.Summary is { Length: > 0 } summary ? summary : "holiday";
            }
        }
        return null;
    }
}
