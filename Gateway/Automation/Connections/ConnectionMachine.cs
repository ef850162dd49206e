namespace Telephony.Automation.Connections;

/// <summary>In the API's words.</summary>
public enum ConnectionState : byte
{
    Connecting,
    Connected,

    /// <summary>A phone is being transferred.</summary>
    Transferring,

    /// <summary>It speaks with somebody else now; the end of the call follows.</summary>
    TransferAccepted,

    /// <summary>Everybody is being hung up.</summary>
    Disconnecting,
    Disconnected,
}

public enum ConnectionTrigger : byte
{
    /// <summary>The first phone is connected.</summary>
    Answered,
    TransferBegins,
    TransferDone,
    TransferFailed,

    /// <summary>The application leaves, or ends the call.</summary>
    HangUp,

    /// <summary>No phone was reached at all.</summary>
    Failed,

    /// <summary>Nobody is left, or this controller is not part of it any more.</summary>
    Ended,
}

[Flags]
public enum ConnectionEffects : byte
{
    None = 0,
    TellConnected = 1 << 0,
    TellFailed = 1 << 1,
    CancelMedia = 1 << 2,
    TellDisconnected = 1 << 3,

    /// <summary>No event follows; the connection is forgotten.</summary>
    Close = 1 << 4,
}

/// <summary>
/// A controller's hold on a call as a pure table.
/// <code>
/// Connecting ─Answered─► Connected ─TransferBegins─► Transferring ─TransferDone─► TransferAccepted
/// any of them ─HangUp─► Disconnecting ─Ended─► Disconnected
/// </code>
/// </summary>
internal static class ConnectionMachine
{
    internal readonly record struct Step(ConnectionState Next, ConnectionEffects Effects);

    private const ConnectionEffects Over = ConnectionEffects.CancelMedia | ConnectionEffects.TellDisconnected | ConnectionEffects.Close;

    internal static Step On(ConnectionState state, ConnectionTrigger trigger) => (state, trigger) switch
    {
        (ConnectionState.Connecting, ConnectionTrigger.Answered) => new(ConnectionState.Connected, ConnectionEffects.TellConnected),
        (ConnectionState.Connecting, ConnectionTrigger.Failed) => new(ConnectionState.Disconnected, ConnectionEffects.TellFailed | ConnectionEffects.Close),

        (ConnectionState.Connected, ConnectionTrigger.TransferBegins) => new(ConnectionState.Transferring, ConnectionEffects.None),
        (ConnectionState.Transferring, ConnectionTrigger.TransferDone) => new(ConnectionState.TransferAccepted, ConnectionEffects.None),
        (ConnectionState.Transferring, ConnectionTrigger.TransferFailed) => new(ConnectionState.Connected, ConnectionEffects.None),
        (ConnectionState.TransferAccepted, ConnectionTrigger.TransferBegins) => new(ConnectionState.Transferring, ConnectionEffects.None),

        (ConnectionState.Connecting or ConnectionState.Connected or ConnectionState.Transferring or ConnectionState.TransferAccepted, ConnectionTrigger.HangUp) => new(ConnectionState.Disconnecting, ConnectionEffects.CancelMedia),
        // A call that rang and was hung up by its own application was connected to nobody: it is told of its end all the same.
        (not ConnectionState.Disconnected, ConnectionTrigger.Ended) or (ConnectionState.Disconnecting, ConnectionTrigger.Failed) => new(ConnectionState.Disconnected, Over),
        _ => new(state, ConnectionEffects.None),
    };
}
