using Telephony.Net.Sockets;

namespace Telephony.Sip.Transports;

/// <summary>The connections of one TCP or TLS listen point, both those the peers made and those made from here in its name.</summary>
internal sealed class StreamPoint(ConnectionTable table) : IStreamReceiver
{
    /// <summary>Set once the real port is known.</summary>
    public ListenPoint Point { get; set; } = null!;

    public void OnOpened(IStreamConnection connection) => table.OnOpened(connection, Point);

    public void OnData(IStreamConnection connection, ReadOnlySpan<byte> bytes) => table.OnData(connection, bytes);

    public void OnClosed(IStreamConnection connection, string? error) => table.OnClosed(connection, error);
}
