using System.Net.WebSockets;
using Telephony.Domain.Identity;

namespace Telephony.Automation.Streams;

/// <summary>A WebSocket that is to be opened to an application.</summary>
/// <param name="Resource">Whose call it is: the token is for it.</param>
public sealed record StreamOpening(Uri Url, ResourceId Resource, string CallConnectionId, string CorrelationId);

/// <summary>Why a stream has failed, in the order of the API's words for it.</summary>
public enum StreamFault : byte
{
    /// <summary>Nobody answers there.</summary>
    Unreachable,

    /// <summary>401.</summary>
    Unauthenticated,

    /// <summary>403.</summary>
    Forbidden,

    /// <summary>Another refusal of the upgrade.</summary>
    Refused,

    /// <summary>429.</summary>
    Busy,
    TimedOut,

    /// <summary>It was there, and does not come back.</summary>
    Interrupted,

    /// <summary>What recognises speech has failed.</summary>
    Speech,
}

/// <summary>What came of it.</summary>
public abstract record StreamReply
{
    public sealed record Opened(WebSocket Socket) : StreamReply;

    /// <param name="Why">For people; without the address.</param>
    public sealed record Failed(StreamFault Fault, string Why) : StreamReply;
}

/// <summary>Opens WebSockets to applications, with a token for their receiver. Any thread; throws nothing but for cancellation.</summary>
public interface IStreamWire
{
    ValueTask<StreamReply> OpenAsync(StreamOpening opening, CancellationToken cancellation);
}
