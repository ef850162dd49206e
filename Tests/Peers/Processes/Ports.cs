using System.Net;
using System.Net.Sockets;

namespace Telephony.Peers.Processes;

/// <summary>
/// Free loopback ports. A process holds one slot of 3000 ports below the ephemeral range by a locked file, so that test runs side by side
/// do not meet; within the slot ports go up and wrap, so that one is not given out again soon.
/// </summary>
public static class Ports
{
    private const int First = 8000;
    private const int SlotSize = 3000;
    private const int Slots = 8;

    private static readonly Lock s_gate = new();
    private static readonly int s_start = TakeSlot(out s_held);
    private static readonly FileStream s_held;
    private static int s_next;

    /// <summary>A port free for UDP and TCP, IPv4 and IPv6.</summary>
    public static int Take() => TakeBlock(1);

    /// <summary>The first, even, of <paramref name="count"/> free ports in a row.</summary>
    public static int TakeBlock(int count)
    {
        lock (s_gate)
        {
            for (var wraps = 0; wraps < 3;)
            {
                var offset = s_next + (s_next & 1 & (count > 1 ? 1 : 0));
                if (offset + count > SlotSize)
                {
                    s_next = 0;
                    wraps++;
                    continue;
                }

                // One that is taken in the middle: on behind it, as no row can hold it.
                var taken = Enumerable.Range(offset, count).LastOrDefault(static port => !IsFree(s_start + port), -1);
                s_next = taken < 0 ? offset + count : taken + 1;
                if (taken < 0) return s_start + offset;
            }
        }

        throw new InvalidOperationException($"No {count} free ports from {s_start} to {s_start + SlotSize - 1} (slot {s_held.Name}).");
    }

    /// <summary>Waits until a process listens on the port.</summary>
    public static Task BoundAsync(int port, ChildProcess by, bool tcp = false) => Until.TrueAsync(
        () => by.HasExited ? throw new InvalidOperationException($"{by.Name} ended before it opened port {port}. Log:\n{by.Log}") : IsBound(port, tcp),
        TimeSpan.FromSeconds(20), () => $"{by.Name} did not open port {port}. Log:\n{by.Log}");

    private static bool IsBound(int port, bool tcp)
    {
        var suffix = $":{port:X4}";
        string[] tables = tcp ? ["/proc/net/tcp", "/proc/net/tcp6"] : ["/proc/net/udp", "/proc/net/udp6"];
        return tables.Where(File.Exists).SelectMany(static table => File.ReadLines(table).Skip(1))
            .Select(static line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries))
            .Any(fields => fields[1].EndsWith(suffix, StringComparison.Ordinal) && (!tcp || fields[3] == "0A"));
    }

    private static bool IsFree(int port) =>
        Binds(AddressFamily.InterNetwork, SocketType.Dgram, IPAddress.Any, port) && Binds(AddressFamily.InterNetwork, SocketType.Stream, IPAddress.Any, port)
        && Binds(AddressFamily.InterNetworkV6, SocketType.Dgram, IPAddress.IPv6Loopback, port) && Binds(AddressFamily.InterNetworkV6, SocketType.Stream, IPAddress.IPv6Loopback, port);

    private static bool Binds(AddressFamily family, SocketType type, IPAddress address, int port)
    {
        using var socket = new Socket(family, type, type == SocketType.Dgram ? ProtocolType.Udp : ProtocolType.Tcp);
        try
        {
            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int TakeSlot(out FileStream held)
    {
        for (var slot = 0; slot < Slots; slot++)
        {
            try
            {
                held = new FileStream(Path.Combine(Path.GetTempPath(), $"telephony-ports-{slot}.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
                return First + slot * SlotSize;
            }
            catch (IOException)
            {
                // Another run holds this slot.
            }
        }

        throw new InvalidOperationException($"All {Slots} port slots are held by other test runs.");
    }
}
