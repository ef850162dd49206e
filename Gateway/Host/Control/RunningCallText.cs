using System.Globalization;
using System.Text;
using Telephony.Domain.Calls;

namespace Telephony.Host.Control;

/// <summary>The calls that run, for people: a line each, and under it a line for each side.</summary>
internal static class RunningCallText
{
    public static async Task<string> ListAsync(ICallControl calls, CancellationToken cancellation)
    {
        var running = await calls.ListAsync(cancellation).ConfigureAwait(false);
        return running.Count == 0 ? "No calls." : Write(running);
    }

    public static string Write(IReadOnlyList<RunningCall> running)
    {
        var text = new StringBuilder();
        foreach (var call in running)
        {
            text.Append(CultureInfo.InvariantCulture, $"{call.Id}  {call.StartedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}  {call.Phase}\n");
            foreach (var side in call.Sides)
            {
                var refer = side.TakesRefer is { } takes ? takes ? "takes REFER" : "takes no REFER" : "";
                text.Append(string.Create(CultureInfo.InvariantCulture, $"  {NameOf(side),-4} {side.Trunk.Value,-32} {side.Number,-16} {refer}").TrimEnd()).Append('\n');
            }
        }
        return text.ToString().TrimEnd('\n');
    }

    /// <summary>As the call's record names it, such as <c>B2</c>.</summary>
    public static string NameOf(RunningSide side) => string.Create(CultureInfo.InvariantCulture, $"{side.Role}{side.Leg.Ordinal}");
}
