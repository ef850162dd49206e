namespace Telephony.Sdp.Descriptions;

/// <summary>Which way media flows, seen by whoever wrote the description (RFC 8866 6.7). Two bits: send and receive.</summary>
[Flags]
public enum Direction
{
    Inactive = 0,
    SendOnly = 1,
    RecvOnly = 2,
    SendRecv = SendOnly | RecvOnly,
}

public static class Directions
{
    public static bool Sends(this Direction direction) => (direction & Direction.SendOnly) != 0;

    public static bool Receives(this Direction direction) => (direction & Direction.RecvOnly) != 0;

    /// <summary>The same flow seen by the peer: sendonly and recvonly change places.</summary>
    public static Direction Reversed(this Direction direction) =>
        (direction.Sends() ? Direction.RecvOnly : 0) | (direction.Receives() ? Direction.SendOnly : 0);

    /// <summary>What may be answered to an offer, as far as the answerer wants it (RFC 3264 6.1).</summary>
    /// <param name="offered">As the offerer wrote it.</param>
    /// <param name="wanted">As the answerer would like it.</param>
    public static Direction Answer(Direction offered, Direction wanted) => offered.Reversed() & wanted;

    public static string ToAttribute(this Direction direction) => direction switch
    {
        Direction.SendOnly => "sendonly",
        Direction.RecvOnly => "recvonly",
        Direction.Inactive => "inactive",
        _ => "sendrecv",
    };

    internal static bool TryParse(string name, out Direction direction)
    {
        (var known, direction) = name switch
        {
            "sendrecv" => (true, Direction.SendRecv),
            "sendonly" => (true, Direction.SendOnly),
            "recvonly" => (true, Direction.RecvOnly),
            "inactive" => (true, Direction.Inactive),
            _ => (false, Direction.SendRecv),
        };
        return known;
    }
}
