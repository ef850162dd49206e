using System.Globalization;
using System.Text.Json;
using Telephony.Ivr.Flows.Values;

namespace Telephony.Ivr.Flows.Engine;

/// <summary>The time as flows see it: <c>now.date</c>, <c>now.time</c>, <c>now.hour</c>, <c>now.minute</c>, <c>now.weekday</c> (1 Monday to 7 Sunday), <c>now.day</c>, <c>now.month</c>, <c>now.year</c>, <c>now.iso</c>, by the flow's zone.</summary>
internal static class FlowClock
{
    public static FlowValue Describe(DateTimeOffset now, TimeZoneInfo zone)
    {
        var local = TimeZoneInfo.ConvertTime(now, zone);
        return FlowValue.OfJson(JsonSerializer.Serialize(new Dictionary<string, object>(StringComparer.Ordinal)
        {
            ["iso"] = local.ToString("yyyy-MM-ddTHH:mm:sszzz", CultureInfo.InvariantCulture),
            ["date"] = local.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
            ["time"] = local.ToString("HH:mm", CultureInfo.InvariantCulture),
            ["hour"] = local.Hour,
            ["minute"] = local.Minute,
            ["weekday"] = local.DayOfWeek == DayOfWeek.Sunday ? 7 : (int)local.DayOfWeek,
            ["day"] = local.Day,
            ["month"] = local.Month,
            ["year"] = local.Year,
        }));
    }
}
