namespace Telephony.Ivr.Flows.Schedules;

public enum ScheduleState : byte
{
    Open,
    Closed,
    Holiday,
}

/// <param name="Holiday">The holiday's name; empty without one.</param>
/// <param name="NextOpening">Local; null while open, and when there is none within a year.</param>
public sealed record ScheduleAnswer(ScheduleState State, string Holiday, DateTimeOffset? NextOpening);

/// <summary>Hours of one weekday: from, to; to is on the next day where it is not after from.</summary>
public sealed record OpenHours(DayOfWeek Day, TimeOnly From, TimeOnly To);

/// <summary>A day off, or one with hours of its own.</summary>
/// <param name="Year">Null: every year.</param>
/// <param name="Hours">Null: closed all day.</param>
public sealed record SpecialDay(int? Year, int Month, int Day, (TimeOnly From, TimeOnly To)? Hours, string Name)
{
    public bool Is(DateOnly date) => date.Month == Month && date.Day == Day && (Year is null || Year == date.Year);
}

/// <summary>When an office is open: weekly hours in its time zone, days off, and days off of an iCalendar.</summary>
public sealed record Schedule(string Name, TimeZoneInfo Zone, IReadOnlyList<OpenHours> Hours, IReadOnlyList<SpecialDay> Days, HolidayCalendar? Calendar)
{
    public ScheduleAnswer At(DateTimeOffset now)
    {
        var local = TimeZoneInfo.ConvertTime(now, Zone);
        var today = DateOnly.FromDateTime(local.DateTime);
        var time = TimeOnly.FromDateTime(local.DateTime);
        var holiday = HolidayName(today);
        // Hours over midnight belong to the day they began on.
        if (Periods(today).Any(p => p.From <= time && (p.To > time || p.To <= p.From)) || Periods(today.AddDays(-1)).Any(p => p.To <= p.From && time < p.To)) return new ScheduleAnswer(ScheduleState.Open, holiday ?? "", null);
        return new ScheduleAnswer(holiday is null ? ScheduleState.Closed : ScheduleState.Holiday, holiday ?? "", Next(local.DateTime));
    }

    private DateTimeOffset? Next(DateTime local)
    {
        for (var ahead = 0; ahead <= 366; ahead++)
        {
            var day = DateOnly.FromDateTime(local).AddDays(ahead);
            var openings = Periods(day).Select(p => day.ToDateTime(p.From)).Where(at => at > local).Order();
            foreach (var at in openings)
            {
                // A wall clock that skips this hour shows the next one.
                var shown = Zone.IsInvalidTime(at) ? at.AddHours(1) : at;
                return new DateTimeOffset(shown, Zone.GetUtcOffset(shown));
            }
        }
        return null;
    }

    private IEnumerable<(TimeOnly From, TimeOnly To)> Periods(DateOnly date)
    {
        var special = Days.Where(day => day.Is(date)).ToList();
        if (special.Count > 0) return special.Where(static day => day.Hours is not null).Select(static day => day.Hours!.Value);   // just asked
        return Calendar?.NameOf(date) is not null ? [] : Hours.Where(hours => hours.Day == date.DayOfWeek).Select(static hours => (hours.From, hours.To));
    }

    private string? HolidayName(DateOnly date) => Days.FirstOrDefault(day => day.Is(date)) is { } special ? (special.Name.Length > 0 ? special.Name : "holiday") : Calendar?.NameOf(date);
}
