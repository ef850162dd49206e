using Telephony.Automation.Rooms;

namespace Telephony.FlowRunner.Calls;

/// <summary>Conferences of flows, by name: everybody in a room hears the others, once somebody is there with whom it begins. Loop of the calls only.</summary>
internal sealed class ConferenceRooms
{
    /// <summary>More of them understand nothing any more.</summary>
    public const int MostInRoom = 50;

    private readonly Dictionary<string, Room> _rooms = new(StringComparer.Ordinal);

    /// <returns>False: it is full.</returns>
    public bool TryJoin(string name, FlowCall call, bool startsIt, bool endsIt)
    {
        if (!_rooms.TryGetValue(name, out var room)) _rooms[name] = room = new Room();
        if (room.There.Count >= MostInRoom) return false;
        room.There.Add((call, endsIt));
        if (room.Began || !startsIt)
        {
            if (!room.Began) call.Seat.Hold(new Playback([HoldMusic.Notes], loops: true, call.Call.Loop));
        }
        else
        {
            room.Began = true;
            foreach (var (one, _) in room.There) one.Seat.Unhold();
        }
        room.Seat();
        return true;
    }

    public void Leave(string name, FlowCall call)
    {
        if (!_rooms.TryGetValue(name, out var room)) return;
        var ends = room.There.Exists(one => ReferenceEquals(one.Call, call) && one.EndsIt);
        room.There.RemoveAll(one => ReferenceEquals(one.Call, call));
        call.Seat.Unhold();
        if (room.There.Count == 0 || ends) _rooms.Remove(name);
        if (!ends)
        {
            room.Seat();
            return;
        }
        room.Table.Seat([]);
        foreach (var (left, _) in room.There)
        {
            left.Seat.Unhold();
            left.ConferenceOver();
        }
    }

    private sealed class Room
    {
        public Table Table { get; } = new();

        public List<(FlowCall Call, bool EndsIt)> There { get; } = [];

        public bool Began { get; set; }

        public void Seat() => Table.Seat(There.Select(static one => one.Call.Seat));
    }
}
