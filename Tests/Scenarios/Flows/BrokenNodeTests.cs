using Telephony.Scenarios.Calls;
using Xunit;

namespace Telephony.Scenarios.Flows;

/// <summary>What does not work leads somewhere where the caller hears of it: never to silence. The error branch is 2000 Hz, the node's own exit for failures 600 Hz.</summary>
public sealed class BrokenNodeTests : FlowScenario
{
    private const string Sorry = """ "sorry": { "type": "say", "prompt": { "play": "600/1" }, "exits": { "done": "end" } } """;

    [Theory]
    [InlineData("""{ "type": "say", "prompt": { "play": "missing.wav" }, "exits": { "done": "end" } }""", 2000)]
    [InlineData("""{ "type": "say", "prompt": "no voice says this", "exits": { "done": "end" } }""", 2000)]
    [InlineData("""{ "type": "play", "file": "missing.wav", "exits": { "done": "end" } }""", 2000)]
    [InlineData("""{ "type": "menu", "prompt": { "play": "missing.wav" }, "choices": [{ "keys": "1", "exit": "one" }], "exits": { "one": "end", "noInput": "end", "error": "sorry" } }""", 600)]
    [InlineData("""{ "type": "http", "url": "http://127.0.0.1:1/", "retries": 0, "exits": { "done": "end", "failed": "sorry" } }""", 600)]
    [InlineData("""{ "type": "dial", "to": "+3905550100", "exits": { "done": "end", "failed": "sorry" } }""", 600)]
    [InlineData("""{ "type": "transfer", "to": "+3905550100", "exits": { "failed": "sorry" } }""", 600)]
    [InlineData("""{ "type": "transfer", "to": "+3905550100", "kind": "announced", "exits": { "failed": "sorry" } }""", 600)]
    [InlineData("""{ "type": "sms", "text": "hello", "exits": { "sent": "end", "failed": "sorry" } }""", 600)]
    [InlineData("""{ "type": "queue", "queue": "nothing", "exits": { "done": "end", "timeout": "end", "error": "sorry" } }""", 600)]
    [InlineData("""{ "type": "callback", "queue": "nothing", "exits": { "booked": "end", "failed": "sorry" } }""", 600)]
    [InlineData("""{ "type": "script", "code": "while (true) {}", "exits": { "done": "end", "error": "sorry" } }""", 600)]
    [InlineData("""{ "type": "voicemail", "greeting": { "play": "missing.wav" }, "mailbox": "office", "exits": { "done": "end", "error": "sorry" } }""", 600)]
    public void A_node_that_fails_is_heard(string node, int hertz)
    {
        TextsAreRefused = "no carrier takes it";
        Has($"\"start\": {node}, {Sorry}");
        Sbc.Dials(Ours, Sbc.Sdp("PCMU", "telephone-event"));
        Telephony.Support.Sip.PeerMessage? answer = null;
        Until(() => (answer = Sbc.Next()) is { Status: 200 }, "The call was not answered.");
        Sbc.Acks(answer!);   // it was just seen
        var phone = new Voice(Ladder, Sbc, "PCMU");
        Until(() => { Ladder.Wait(0.1); return phone.HearsNow(hertz); }, $"Nobody hears {hertz} Hz.");
        Ladder.Wait(1);
        IsHungUp();
        Assert.Equal(0, Desk.Count);
    }

    [Fact]
    public void Why_a_text_was_refused_is_the_flow_s_to_read()
    {
        TextsAreRefused = "no carrier takes it";
        Has("""
            "start": { "type": "sms", "to": "+12065550100", "text": "hello", "reason": "why", "exits": { "sent": "end", "failed": "again" } },
            "again": { "type": "sms", "to": "+12065550100", "text": "because {{ why }}", "exits": { "sent": "end", "failed": "end" } }
            """, """ "variables": { "why": { "type": "text" } }, """);
        Sbc.Dials(Ours, Sbc.Sdp("PCMU", "telephone-event"));
        Until(() => Texts.Count == 2, "Nothing was sent.");
        Assert.EndsWith("because no carrier takes it", Texts[1], StringComparison.Ordinal);
    }
}
