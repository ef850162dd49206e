using Telephony.Domain.Messages;
using Telephony.Peers.Processes;
using Telephony.Smpp.Settings;
using Xunit;

namespace Telephony.Interop.Carriers;

/// <summary>SMPP against the message centre of the npm package smpp.</summary>
public sealed class SmppContract : CarrierMessagesContract
{
    protected override async Task<IFarSide> StartAsync()
    {
        var centre = await SmppCentre.StartAsync(Sink);
        await centre.BoundAsync();
        return centre;
    }
}

public sealed class SmppTests
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly RememberingSink _sink = new();

    [Fact]
    public async Task A_wrong_password_is_said_and_tried_again()
    {
        await using var centre = await SmppCentre.StartAsync(_sink, static options => options with { Password = "wrong" });
        await Until.TrueAsync(async () => await centre.BindsAsync() >= 2, Soon, static () => "It was not tried again.");

        Assert.Contains("password", centre.Adapter.NotReady, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", centre.Adapter.NotReady, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lost_connection_is_made_again_and_messages_go_on()
    {
        await using var centre = await SmppCentre.StartAsync(_sink);
        await centre.BoundAsync();

        await centre.PostAsync("/drop");
        await Until.TrueAsync(async () => await centre.BindsAsync() == 2, Soon, static () => "It did not bind again.");
        await centre.BoundAsync();

        Assert.IsType<SendOutcome.Accepted>(await Message(centre, "+14255550190", "Hello"));
    }

    [Fact]
    public async Task What_was_delivered_without_an_answer_comes_again_marked_as_a_possible_repeat()
    {
        await using var centre = await SmppCentre.StartAsync(_sink);
        await centre.BoundAsync();
        await centre.DeliverAsync("+14255550150", "+12025550100", "Ja");
        await Until.TrueAsync(() => _sink.Messages.Count == 1, Soon, static () => "No message came.");

        Assert.True(Assert.Single(_sink.Messages).MayRepeat);      // the bind is young
    }

    [Fact]
    public async Task A_thousand_messages_pass_a_window_of_ten()
    {
        await using var centre = await SmppCentre.StartAsync(_sink);
        await centre.BoundAsync();
        using var window = new SemaphoreSlim(centre.Adapter.Window);

        var outcomes = await Task.WhenAll(Enumerable.Range(0, 1000).Select(async number =>
        {
            await window.WaitAsync(TestContext.Current.CancellationToken);
            try
            {
                return await Message(centre, "+14255550190", $"Message {number}");
            }
            finally
            {
                window.Release();
            }
        }));

        Assert.All(outcomes, static outcome => Assert.IsType<SendOutcome.Accepted>(outcome));
        Assert.Equal(Enumerable.Range(0, 1000).Select(static number => $"Message {number}").Order(StringComparer.Ordinal), (await centre.TakenAsync()).Select(static taken => taken.Text).Order(StringComparer.Ordinal));
        await Until.TrueAsync(() => _sink.Reports.Count == 1000, Soon, () => $"{_sink.Reports.Count} reports of 1000 came.");
    }

    [Fact]
    public async Task A_quiet_centre_is_asked_whether_it_is_there_and_left_when_it_is_not()
    {
        await using var centre = await SmppCentre.StartAsync(_sink, static options => options with { EnquireAfter = TimeSpan.FromSeconds(1) });
        await centre.BoundAsync();
        await Task.Delay(TimeSpan.FromSeconds(4), TestContext.Current.CancellationToken);      // several enquiries, all answered

        Assert.Null(centre.Adapter.NotReady);
        Assert.Equal(1, await centre.BindsAsync());
    }

    [Theory]
    [InlineData(LongTexts.Header)]
    [InlineData(LongTexts.Sar)]
    [InlineData(LongTexts.Payload)]
    public async Task A_long_text_leaves_as_settings_say(LongTexts how)
    {
        var text = string.Concat(Enumerable.Repeat("Grüße aus Köln, €5. ", 20));
        await using var centre = await SmppCentre.StartAsync(_sink, options => options with { LongTexts = how });
        await centre.BoundAsync();

        Assert.IsType<SendOutcome.Accepted>(await Message(centre, "+14255550190", text));

        Assert.Equal(text, Assert.Single(await centre.TakenAsync()).Text);
    }

    [Fact]
    public async Task Parts_from_the_network_carry_their_place()
    {
        await using var centre = await SmppCentre.StartAsync(_sink);
        await centre.BoundAsync();

        await centre.DeliverInPartsAsync("+14255550150", "+12025550100", "Überraschung!", 2);
        await Until.TrueAsync(() => _sink.Messages.Count == 2, Soon, static () => "Both parts did not come.");

        var parts = _sink.Messages.OrderBy(static message => message.Part!.Value.Index).ToList();
        Assert.Equal([new MessagePart(77, 2, 1), new MessagePart(77, 2, 2)], parts.Select(static part => part.Part!.Value));
        Assert.Equal("Überraschung!", parts[0].Text + parts[1].Text);
    }

    [Fact]
    public async Task By_TLS_with_an_authority_of_its_own()
    {
        using var work = new WorkFolder();
        var certificates = Telephony.Peers.Agents.Certificates.Make(work);
        await using var centre = await SmppCentre.StartAsync(_sink, tls: certificates);
        await centre.BoundAsync();

        Assert.IsType<SendOutcome.Accepted>(await Message(centre, "+14255550190", "Hello"));
    }

    private static Task<SendOutcome> Message(IFarSide far, string to, string text) => CarrierMessagesContract.SendAsync(far, to, text);
}
