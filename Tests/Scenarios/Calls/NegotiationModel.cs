using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>
/// One side of a call as the rules of offer and answer see it (RFC 3264): each description that the gateway sends it is held against the one before, and each answer
/// against its offer.
/// </summary>
internal sealed class NegotiationModel(Party party, Random random)
{
    private static readonly string[] All = ["PCMU", "PCMA", "G722", "telephone-event"];
    private static readonly Dictionary<string, string> Names = new() { ["0"] = "PCMU", ["8"] = "PCMA", ["9"] = "G722", ["101"] = "telephone-event" };

    private string[] _before = [];
    private string[] _kept = [];

    public Party Party => party;

    /// <summary>Descriptions of the gateway that were looked at.</summary>
    public int Seen { get; private set; }

    /// <summary>What this side last said and the other one took.</summary>
    public string Agreed { get; set; } = "";

    public string Offer() => party.SdpWith(Pick("sendrecv", "sendrecv", "sendonly", "recvonly", "inactive"), codecs: Some(All));

    /// <summary>An offer that was refused counts for nothing: the next description is held against the one before it.</summary>
    public void Forgets() => _before = _kept;

    /// <summary>An answer that the rules allow.</summary>
    public string Answer(PeerMessage offer)
    {
        var offered = Codecs(offer.Body).Select(static payload => Names[payload]).ToArray();
        var direction = Direction(offer.Body) switch
        {
            "sendonly" => Pick("recvonly", "inactive"),
            "recvonly" => Pick("sendonly", "inactive"),
            "inactive" => "inactive",
            _ => Pick("sendrecv", "sendrecv", "sendonly", "recvonly", "inactive"),
        };
        return party.SdpWith(direction, codecs: Some(offered));
    }

    /// <summary>A description of the gateway: its version rises by one when anything else of it has changed, and only then; sections never vanish (RFC 3264 8).</summary>
    public void Sees(PeerMessage message, string? answers = null)
    {
        var now = message.Body.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.NotEmpty(now);
        var media = now.Where(static line => line.StartsWith("m=", StringComparison.Ordinal)).Select(static line => line.Split(' ')[0]).ToArray();
        if (_before.Length > 0)
        {
            var (old, fresh) = (_before[1].Split(' '), now[1].Split(' '));
            Assert.Equal(old[1], fresh[1]);
            var same = _before.Skip(2).SequenceEqual(now.Skip(2));
            Assert.Equal(ulong.Parse(old[2]) + (same ? 0u : 1u), ulong.Parse(fresh[2]));
            var before = _before.Where(static line => line.StartsWith("m=", StringComparison.Ordinal)).Select(static line => line.Split(' ')[0]);
            Assert.Equal(before, media.Take(before.Count()));
        }
        (_kept, _before) = (_before, now);
        Seen++;
        if (answers is null) return;
        Assert.Subset(Codecs(answers).ToHashSet(), Codecs(message.Body).ToHashSet());
        Assert.Contains(Direction(message.Body), Direction(answers) switch
        {
            "sendonly" => ["recvonly", "inactive"],
            "recvonly" => ["sendonly", "inactive"],
            "inactive" => ["inactive"],
            _ => new[] { "sendrecv", "sendonly", "recvonly", "inactive" },
        });
    }

    public static string[] Codecs(string body) => Array.Find(body.Split("\r\n"), static line => line.StartsWith("m=audio ", StringComparison.Ordinal))!.Split(' ')[3..];

    private static string Direction(string body) =>
        Array.Find(body.Split("\r\n"), static line => line is "a=sendonly" or "a=recvonly" or "a=inactive")?[2..] ?? "sendrecv";

    private string Pick(params string[] from) => from[random.Next(from.Length)];

    /// <summary>At least one codec that carries sound, in the order given.</summary>
    private string[] Some(string[] from)
    {
        var sure = Pick([.. from.Where(static codec => codec != "telephone-event")]);
        return [.. from.Where(codec => codec == sure || random.Next(2) == 0)];
    }
}
