using System.Globalization;
using System.Text;
using Telephony.Domain.Identity;
using Telephony.Domain.Records;
using Telephony.Domain.Trunks;

namespace Telephony.Storage.Export;

/// <summary>
/// The SIP ladder of a call as text: a column for each leg's peer, the gateway after the caller, an arrow per message with its time after the start.
/// <code>
///               alpha.example                    gateway                     beta.example
///            198.51.100.1:5060                      |                   192.0.2.7:5060 tcp
///    0.000 s        |--- INVITE sip:0711123456@… -->|                            |
///    0.001 s        |                               |--- INVITE sip:+49711… ---->|
/// </code>
/// </summary>
public static class LadderDrawing
{
    private const int TimeWidth = 12;
    private const int NarrowestGap = 24;
    private const int WidestGap = 46;

    public static string Draw(CallRecord call)
    {
        var entries = call.Ladder.Entries();
        if (entries.Count == 0) return "(no SIP message was kept)\n";
        var columns = ColumnsOf(call, entries);
        var gap = GapOf(entries, columns);
        var text = new StringBuilder();
        WriteLabels(text, columns.ConvertAll(static column => column.Name), gap);
        WriteLabels(text, columns.ConvertAll(static column => column.Address), gap);
        foreach (var entry in entries) WriteArrow(text, entry, columns, gap);
        if (call.Ladder.Dropped > 0) text.Append(CultureInfo.InvariantCulture, $"({call.Ladder.Dropped} more messages)\n");
        return text.ToString();
    }

    // Leg A on the left, the gateway, then the other legs in the order they began.
    private static List<Column> ColumnsOf(CallRecord call, IReadOnlyList<LadderEntry> entries)
    {
        var peers = entries.Select(static entry => entry.Leg).Distinct().ToList();
        var left = call.Legs.Find(static leg => leg.Role == LegRole.A)?.Id.Ordinal ?? peers[0];
        var columns = new List<Column>();
        if (peers.Remove(left)) columns.Add(PeerOf(call, entries, left));
        columns.Add(new Column(null, "gateway", ""));
        foreach (var leg in peers.Order()) columns.Add(PeerOf(call, entries, leg));
        return columns;
    }

    private static Column PeerOf(CallRecord call, IReadOnlyList<LadderEntry> entries, ushort leg)
    {
        var first = entries.First(entry => entry.Leg == leg);
        var id = new LegId(call.Id, leg);
        var trunk = call.Legs.Find(known => known.Id == id)?.Trunk ?? call.Attempts.Find(attempt => attempt.Leg == id)?.Trunk ?? default;
        if (trunk.IsNone && first.Direction == MessageDirection.Received) trunk = call.FromTrunk;
        return new Column(leg, trunk.IsNone ? $"leg {leg}" : trunk.Value, $"{first.Peer} {first.Transport.ToWord()}");
    }

    private static int GapOf(IReadOnlyList<LadderEntry> entries, List<Column> columns)
    {
        var label = columns.Max(static column => Math.Max(column.Name.Length, column.Address.Length)) + 2;
        var summary = entries.Max(static entry => entry.Summary.Bytes.Length) + 10;
        return Math.Clamp(Math.Max(label, summary), NarrowestGap, WidestGap);
    }

    private static void WriteLabels(StringBuilder text, List<string> labels, int gap)
    {
        var line = new StringBuilder();
        for (var i = 0; i < labels.Count; i++)
        {
            var label = labels[i].Length > gap ? labels[i][..(gap - 1)] + "…" : labels[i];
            var start = Math.Max(line.Length + (i == 0 ? 0 : 1), Lifeline(i, gap) - (label.Length / 2));
            line.Append(' ', start - line.Length).Append(label);
        }

        text.Append(line.ToString().TrimEnd()).Append('\n');
    }

    private static void WriteArrow(StringBuilder text, LadderEntry entry, List<Column> columns, int gap)
    {
        var gateway = columns.FindIndex(static column => column.Leg is null);
        var peer = columns.FindIndex(column => column.Leg == entry.Leg);
        var line = new string(' ', Lifeline(columns.Count - 1, gap) + 1).ToCharArray();
        string.Create(CultureInfo.InvariantCulture, $"{entry.Offset.TotalSeconds,9:0.000} s").CopyTo(line);
        for (var i = 0; i < columns.Count; i++) line[Lifeline(i, gap)] = '|';

        var (from, to) = entry.Direction == MessageDirection.Sent ? (gateway, peer) : (peer, gateway);
        var (left, right) = (Lifeline(Math.Min(from, to), gap) + 1, Lifeline(Math.Max(from, to), gap) - 1);
        Array.Fill(line, '-', left, right - left + 1);
        if (to > from) line[right] = '>';
        else line[left] = '<';

        // The words stand in the gap next to the gateway, whatever lifelines the arrow crosses.
        var near = peer < gateway ? Lifeline(gateway - 1, gap) : Lifeline(gateway, gap);
        var room = gap - 9;
        var words = entry.Summary.ToString();
        words = words.Length > room ? words[..(room - 1)] + "…" : words;
        $" {words} ".CopyTo(0, line, near + 4, words.Length + 2);
        text.Append(line).Append('\n');
    }

    private static int Lifeline(int column, int gap) => TimeWidth + (gap / 2) + (column * gap);

    private sealed record Column(ushort? Leg, string Name, string Address);
}
