using Telephony.Flows.Support;
using Telephony.Ivr.Flows.Schedules;
using Xunit;

namespace Telephony.Flows.Nodes;

/// <summary>Opening hours by the wall clock of their zone.</summary>
public sealed class ScheduleTests
{
    private static readonly Schedule Office = Texts.Flow(Texts.Document("\"start\": { \"type\": \"schedule\", \"schedule\": \"s\", \"exits\": { \"open\": \"end\", \"closed\": \"end\" } }", more: """
         "schedules": { "s": { "timeZone": "America/New_York", "open": ["Mon-Fri 09:00-17:00", "Sat 22:00-02:00"], "holidays": ["07-04 Independence Day", "2026-12-24 09:00-12:00 Christmas Eve"],
           "calendar": ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", "DTSTART;VALUE=DATE:20261126", "DTEND;VALUE=DATE:20261128", "SUMMARY:Thanksgiving", "END:VEVENT", "END:VCALENDAR"] } },
        """)).Schedules["s"];

    [Theory]
    [InlineData("2026-11-30T14:00:00Z", ScheduleState.Open, "", null)]               // Monday 09:00 EST
    [InlineData("2026-11-30T13:59:59Z", ScheduleState.Closed, "", "2026-11-30T09:00:00-05:00")]
    [InlineData("2026-11-30T22:00:00Z", ScheduleState.Closed, "", "2026-12-01T09:00:00-05:00")]
    [InlineData("2026-07-06T13:00:00Z", ScheduleState.Open, "", null)]               // Monday 09:00 EDT: summer time
    [InlineData("2025-07-04T15:00:00Z", ScheduleState.Holiday, "Independence Day", "2025-07-05T22:00:00-04:00")]
    [InlineData("2026-11-26T15:00:00Z", ScheduleState.Holiday, "Thanksgiving", "2026-11-28T22:00:00-05:00")]
    [InlineData("2026-11-27T15:00:00Z", ScheduleState.Holiday, "Thanksgiving", "2026-11-28T22:00:00-05:00")]   // two days, the end not among them
    [InlineData("2026-11-29T05:30:00Z", ScheduleState.Open, "", null)]               // Sunday 00:30, of Saturday's hours
    [InlineData("2026-11-29T07:00:00Z", ScheduleState.Closed, "", "2026-11-30T09:00:00-05:00")]
    [InlineData("2026-12-24T15:00:00Z", ScheduleState.Open, "Christmas Eve", null)]
    [InlineData("2026-12-24T18:00:00Z", ScheduleState.Holiday, "Christmas Eve", "2026-12-25T09:00:00-05:00")]
    public void It_is(string now, ScheduleState state, string holiday, string? opens)
    {
        var answer = Office.At(DateTimeOffset.Parse(now));
        Assert.Equal((state, holiday, opens is null ? null : DateTimeOffset.Parse(opens)), (answer.State, answer.Holiday, answer.NextOpening));
    }

    [Theory]
    [InlineData("\"open\": [\"Mon 9-17\"]", "\"Mon 9-17\" is not understood")]
    [InlineData("\"open\": [], \"timeZone\": \"Mars\"", "\"Mars\" is no time zone")]
    [InlineData("\"open\": [], \"holidays\": [\"02-30\"]", "\"02-30\" is not understood")]
    [InlineData("\"open\": [], \"calendar\": [\"hello\"]", "calendar")]
    [InlineData("\"open\": [], \"calendarFile\": \"gone.ics\"", "there is no file gone.ics")]
    public void What_is_not_understood_is_said(string schedule, string sentence)
    {
        var zone = schedule.Contains("timeZone", StringComparison.Ordinal) ? "" : "\"timeZone\": \"UTC\", ";
        Assert.Contains(sentence, string.Join('\n', Texts.Mistakes(Texts.Document("\"start\": { \"type\": \"schedule\", \"schedule\": \"s\", \"exits\": { \"open\": \"end\", \"closed\": \"end\" } }", more: $" \"schedules\": {{ \"s\": {{ {zone}{schedule} }} }},"))), StringComparison.Ordinal);
    }
}
