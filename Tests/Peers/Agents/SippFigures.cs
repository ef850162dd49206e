using System.Globalization;

namespace Telephony.Peers.Agents;

/// <summary>The last line of SIPp's statistics file (<c>-trace_stat</c>): cumulative counters.</summary>
public sealed record SippFigures(IReadOnlyDictionary<string, string> Columns)
{
    public int Successful => Number("SuccessfulCall(C)");

    public int Failed => Number("FailedCall(C)");

    /// <summary>Calls that SIPp itself has started.</summary>
    public int Started => Number("OutgoingCall(C)");

    /// <summary>Calls that came in.</summary>
    public int Received => Number("IncomingCall(C)");

    public int Retransmissions => Number("Retransmissions(C)");

    public static SippFigures Parse(string file)
    {
        var lines = file.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        if (lines.Length < 2) return new SippFigures(new Dictionary<string, string>());
        var names = lines[0].Split(';');
        var values = lines.Last(line => line.Count(static c => c == ';') >= names.Length - 2).Split(';');
        return new SippFigures(names.Zip(values).Where(static pair => pair.First.Length > 0).ToDictionary(static pair => pair.First, static pair => pair.Second));
    }

    private int Number(string column) => Columns.TryGetValue(column, out var text) && int.TryParse(text, CultureInfo.InvariantCulture, out var value) ? value : 0;
}
