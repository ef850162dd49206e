namespace Telephony.Domain.Routing;

/// <summary>A time of the week at which a route is used.</summary>
/// <param name="Days">On which it begins; empty: every day.</param>
/// <param name="To">Not after <paramref name="From"/>: it lasts into the next day; equal: the whole day.</param>
public sealed record RouteHours(IReadOnlyList<DayOfWeek> Days, TimeOnly From, TimeOnly To)
{
    private static readonly string[] Words = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];

    public static DayOfWeek DayOf(string word) => (DayOfWeek)Math.Max(0, Array.IndexOf(Words, word));

    /// <param name="local">In the route's time zone.</param>
    public bool Contains(DateTime local)
    {
        var time = TimeOnly.FromDateTime(local);
        if (From < To) return Begins(local.DayOfWeek) && time >= From && time < To;
        return (time >= From && Begins(local.DayOfWeek)) || (time < To && Begins(local.AddDays(-1).DayOfWeek));
    }

    private bool Begins(DayOfWeek day) => Days.Count == 0 || Days.Contains(day);
}
