using Telephony.Support.Calls;
using Telephony.Support.Sip;
using Xunit;

namespace Telephony.Scenarios.Calls;

/// <summary>
/// Trunks that redirect to anything, refuse, answer or say nothing: whatever they do, five INVITEs leave at the most, none after an answer or a 6xx, none to a host
/// that is not a trunk's, the caller gets one final response, and nothing is left.
/// </summary>
public class RedirectionMonkeyTests
{
    private static readonly string[] Targets =
    [
        "<sip:+14255550123@gw.example>", "<sip:+4930111@gw.example>", "<sip:+4930222;npdi;rn=+1@10.0.0.1:5060>", "<tel:+4930333>", "<sip:x@10.0.2.1:5060;y=1>", "<sip:10.0.2.2:5060>", "<sip:+1@10.0.2.3>",
        "<sip:+1@stranger.example>", "<sip:+1@192.0.2.1>", "<sip:gw.example>", "<sips:+4930111@gw.example>", "*", "\"", "<mailto:x@y>", "<sip:+999@gw.example>", "<sip:+4930111@gw.example?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>",
        "<sip:%00%0d%0a@gw.example>", "<tel:>", "<sip:+4930111@10.0.2.1;maddr=192.0.2.7>", "<sip:112@gw.example>",
    ];

    private static readonly string[] Parameters = ["", ";q=0.5", ";q=1", ";q=x", ";expires=0", ";expires=60", ";q=0.001;expires=1"];

    private static readonly int[] Statuses = [300, 301, 302, 302, 302, 302, 305, 380, 399, 404, 480, 486, 500, 503, 503, 600, 603, 200, 0];

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Wherever_trunks_redirect_to_a_search_is_short_and_ends_once(int block)
    {
        for (var i = 0; i < 120; i++) Play((block * 1000) + i);
    }

    private static void Play(int seed)
    {
        var random = new Random(seed);
        var ladder = Ladder.Start(new LadderSetup
        {
            Trunks = ["alpha", "beta", "gamma"],
            Routes = [Ladder.Route(@"^\+1", "alpha", "beta"), Ladder.Route(@"^\+49", "gamma", "beta"), Ladder.Route("^112$", "alpha")],
            Trunk = (name, trunk) => trunk with { Follow3xx = true, Transit = name == "sbc" || random.Next(4) > 0 },
        });
        Party[] trunks = [ladder["alpha"], ladder["beta"], ladder["gamma"]];
        var branches = new HashSet<string>(StringComparer.Ordinal);
        var (mayGoOn, final) = (true, (PeerMessage?)null);
        ladder.Sbc.Dials("+14255550123");
        for (var step = 0; step < 80 && final is null; step++)
        {
            foreach (var trunk in trunks)
            {
                while (trunk.Next() is { } message)
                {
                    if (message.Method == "CANCEL") trunk.Answers(message, 200);
                    if (message.Method != "INVITE" || !branches.Add(message.Branch)) continue;
                    if (!mayGoOn) throw ladder.Failure($"Seed {seed}: an INVITE after the search had ended.");
                    mayGoOn = React(trunk, message, random);
                }
            }
            ladder.Wait(0.5);
            while (ladder.Sbc.Next() is { } told)
            {
                if (told is { Method: "INVITE", Status: >= 200 }) final = told;
            }
        }
        if (final is null) throw ladder.Failure($"Seed {seed}: the caller got no final response.");
        if (branches.Count > 5) throw ladder.Failure($"Seed {seed}: {branches.Count} INVITEs left.");
        if (final.Status == 200) End(ladder, final, trunks);
        ladder.Wait(70);   // late CANCELs and their timers
        ladder.AssertNothingIsLeft();
    }

    /// <returns>False when nothing may follow.</returns>
    private static bool React(Party trunk, PeerMessage invite, Random random)
    {
        var status = Statuses[random.Next(Statuses.Length)];
        if (status == 0) return true;
        if (random.Next(3) == 0) trunk.Answers(invite, 180);
        var contacts = Enumerable.Range(0, random.Next(1, 5)).Select(_ => Targets[random.Next(Targets.Length)] + Parameters[random.Next(Parameters.Length)]);
        trunk.Answers(invite, status, headers: status < 400 && status != 200 ? $"Contact: {string.Join(", ", contacts)}\n" : "");
        return status is not (200 or >= 600);
    }

    private static void End(Ladder ladder, PeerMessage answer, Party[] trunks)
    {
        ladder.Sbc.Acks(answer);
        ladder.Wait(0.1);
        foreach (var trunk in trunks)
        {
            while (trunk.Next() is not null)
            {
            }
        }
        ladder.Sbc.Sends("BYE");
        ladder.Wait(0.1);
        foreach (var trunk in trunks)
        {
            while (trunk.Next() is { } message)
            {
                if (message.Method == "BYE") trunk.Answers(message, 200);
            }
        }
    }
}
