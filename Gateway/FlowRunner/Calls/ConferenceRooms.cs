namespace Telephony.FlowRunner.Calls;

/// <summary>Conferences of flows, by name: everybody in a room hears the others. Loop of the calls only.</summary>
internal sealed class ConferenceRooms
{
    private readonly Dictionary<string, List<(FlowCall Call, bool EndsIt)>> _rooms = new(StringComparer.Ordinal);

    public void Join(string room, FlowCall call, bool endsIt)
    {
        if (!_rooms.TryGetValue(room, out var there)) _rooms[room] = there = [];
        there.Add((call, endsIt));
        Hear(there);
    }

    public void Leave(string room, FlowCall call)
    {
        if (!_rooms.TryGetValue(room, out var there)) return;
        var ends = there.Exists(one => ReferenceEquals(one.Call, call) && one.EndsIt);
        there.RemoveAll(one => ReferenceEquals(one.Call, call));
        call.Seat.Hears([]);
        if (there.Count == 0 || ends) _rooms.Remove(room);
        Hear(ends ? [] : there);
        if (!ends) return;
        foreach (var (left, _) in there)
        {
            left.Seat.Hears([]);
            left.ConferenceOver();
        }
    }

    private static void Hear(List<(FlowCall Call, bool EndsIt)> there)
    {
        foreach (var (call, _) in there) call.Seat.Hears(there.Where(other => !ReferenceEquals(other.Call, call)).Select(static other => other.Call.Seat));
    }
}
