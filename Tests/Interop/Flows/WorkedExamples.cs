using System.Text.Json;
using Telephony.Interop.Api;
using Telephony.Peers.Agents;
using Telephony.Peers.Processes;
using Telephony.Peers.Sounds;
using Xunit;

namespace Telephony.Interop.Flows;

/// <summary>The five worked examples on real calls, by baresip and SIPp; prompts are found in what the phones recorded. All callers call at the same time, and each test looks at one of them; the killing comes last.</summary>
[Trait("Machine", "quiet")]
public sealed class WorkedExamples : IClassFixture<FlowHouse>
{
    private readonly FlowHouse _house;

    public WorkedExamples(FlowHouse house)
    {
        _house = house;
        house.Begin(ReceptionByKeyAsync, ReceptionBySpeechAsync, MailboxAsync, PinAsync, SurveyAsync, BrokenAsync, BookingAsync);
    }

    [Fact]
    public Task The_reception_connects_with_a_registered_phone() => _house.Call(nameof(ReceptionByKeyAsync));

    [Fact]
    public Task The_reception_is_answered_by_speech_into_its_menu() => _house.Call(nameof(ReceptionBySpeechAsync));

    [Fact]
    public Task A_message_is_left_in_the_mailbox_and_confirmed_by_text() => _house.Call(nameof(MailboxAsync));

    [Fact]
    public Task A_PIN_is_checked_over_HTTP_and_a_change_of_the_flow_touches_no_call_that_runs() => _house.Call(nameof(PinAsync));

    [Fact]
    public Task A_survey_is_answered_by_SIPp_with_keys_in_INFO() => _house.Call(nameof(SurveyAsync));

    [Fact]
    public Task What_is_broken_is_said_and_the_caller_goes_on() => _house.Call(nameof(BrokenAsync));

    private const string Welcome = "Welcome to Example Systems.";
    private const string Menu = "For sales press 1. For support press 2. To reach somebody by name press 3. Für Deutsch drücken Sie die 9.";
    private const string Account = "Please enter your account number of six digits.";
    private const string NewCode = "Kindly type the secret code.";

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private async Task ReceptionByKeyAsync()
    {
        var caller = await _house.CallsAsync(FlowHouse.Reception);
        await caller.HearsAsync(Menu);
        await caller.PressesAsync("1");
        await caller.HearsAsync(700, s_second);
        await caller.Phone.Control.HangUpAsync();
        await _house.Anna.Control.ClosedAsync();
        await PromptJudge.HeardAsync(await caller.QuitsAsync(), "The caller", Welcome, $"{Menu}…");
    }

    private async Task ReceptionBySpeechAsync()
    {
        // A word that leads to the echo; then, over and over, words that come back from there.
        var words = await SpokenWords.ByEspeakAsync(_house.Field.Work, "It is my own voice that comes back.");
        short[] wordsAndPause = [.. words, .. new short[4 * 8000]];
        var speech = _house.Field.Work.File("support.wav");
        new WaveFile([.. await SpokenWords.ByFliteAsync(_house.Field.Work, "support"), .. new short[2 * 8000], .. Enumerable.Repeat(wordsAndPause, 15).SelectMany(static samples => samples)], 8000).Write(speech);
        var caller = await _house.CallsAsync(FlowHouse.Reception, "speaker");
        await caller.HearsAsync(Menu);
        await caller.Phone.Control.SpeakAsync(speech);
        await caller.HearsAsync(words, "his own voice");
        await caller.Phone.Control.HangUpAsync();
        await PromptJudge.HeardAsync(await caller.QuitsAsync(), "The caller", Welcome, $"{Menu}…");
    }

    private async Task MailboxAsync()
    {
        const string Greeting = "You have reached the mailbox of + 1 2 0 2 5 5 5 0 1 0 4.", Saved = "Your message was saved. Shall I confirm it by text message? Press 1 for yes, 2 for no.";
        var message = _house.Field.Work.File("message.wav");
        new WaveFile(Tone.Samples(400, TimeSpan.FromSeconds(100), 8000), 8000).Write(message);
        var caller = await _house.CallsAsync(FlowHouse.Mailbox, "+12065550177");
        await caller.HearsAsync(Greeting);
        await caller.PressesAsync("#");   // he knows it
        await caller.Phone.Control.SpeakAsync(message);
        await new FlowRecording(_house.Gateway).HasAsync(seconds: 3);
        await caller.Phone.Control.SpeakAsync(_house.Silence);   // which ends it
        await caller.HearsAsync(Saved);
        await caller.PressesAsync("1");
        await caller.IsLeftAsync();
        var heard = await caller.QuitsAsync();
        await PromptJudge.HeardAsync(heard, "The caller", $"{Greeting}…", $"{Saved}…", "Goodbye.");
        await PromptJudge.NotHeardAsync(heard, "The caller", "Please leave a message after the tone, and press hash when you are done.");
        var left = Assert.Single(Directory.EnumerateFiles(Path.Combine(_house.Gateway.DataFolder, "recordings", "voicemail"), "*.wav", SearchOption.AllDirectories));
        Assert.True(ToneCheck.Of(WaveFile.Read(left), 400).Heard > TimeSpan.FromSeconds(2));
        var texts = await _house.Gateway.CommandAsync("messages");
        Assert.True(texts.Contains("+12065550177", StringComparison.Ordinal), $"The caller was to get a text message. {texts}{await _house.StepsAsync("mailbox")}");
    }

    private async Task PinAsync()
    {
        const string Wrong = "The PIN is not right.", Pin = "Please enter your PIN of four digits.", Balance = "Hello Mary Jones. Your balance is 12.5 dollars.";
        var before = await _house.CallsAsync(FlowHouse.Pin);
        await before.HearsWholeAsync(Account);
        var loaded = _house.Gateway.Process.Log.Split("call flows in").Length - 1;
        var file = Path.Combine(_house.Folder, "pin-check.json");
        await File.WriteAllTextAsync(file, (await File.ReadAllTextAsync(file)).Replace(Pin, NewCode, StringComparison.Ordinal));
        await _house.SaysAsync("call flows in", loaded + 1);
        var after = await _house.CallsAsync(FlowHouse.Pin, "after");
        await Task.WhenAll(GoesOnAsync(), BeginsAsync());
        var (old, fresh) = (await before.QuitsAsync(), await after.QuitsAsync());
        await PromptJudge.HeardAsync(old, "Who called before", Account, Wrong, $"{Pin}…", Balance, "Goodbye.");
        await PromptJudge.HeardAsync(fresh, "Who called after", $"{Account}…", $"{NewCode}…", Balance, "Goodbye.");
        await PromptJudge.NotHeardAsync(old, "Who called before", NewCode);

        async Task GoesOnAsync()
        {
            await before.PressesAsync("1234560000");   // the code too, which nobody has asked for yet
            await before.HearsWholeAsync(Wrong);
            await before.HearsAsync(Pin);
            await before.PressesAsync("4711");
            await before.IsLeftAsync();
        }

        async Task BeginsAsync()
        {
            await after.HearsAsync(Account);
            await after.PressesAsync("123456");
            await after.HearsAsync(NewCode);
            await after.PressesAsync("4711");
            await after.IsLeftAsync();
        }
    }

    private async Task SurveyAsync()
    {
        var sipp = await _house.SippAsync(new SippRun("uac-survey") { Remote = _house.Gateway.Address, Called = FlowHouse.Survey, Caller = "+12065550188" });
        await sipp.SucceedsAsync();
        await Until.TrueAsync(() => { lock (_house.Asked) return _house.Asked.Exists(static asked => asked.Path == "/surveys"); }, TimeSpan.FromSeconds(30), () => "The answers were not sent.");
        string body;
        lock (_house.Asked) body = _house.Asked.First(static asked => asked.Path == "/surveys").Body;
        var answers = JsonDocument.Parse(body).RootElement;
        Assert.Equal((4, 1, 5), (answers.GetProperty("rating").GetInt32(), answers.GetProperty("solved").GetInt32(), answers.GetProperty("friendly").GetInt32()));
    }

    private async Task BrokenAsync()
    {
        const string Which = "Which one?";
        var caller = await _house.CallsAsync(FlowHouse.Broken);
        foreach (var key in "12345")
        {
            await caller.HearsAsync(Which);
            await caller.PressesAsync($"{key}");
        }
        await caller.HearsAsync(Which);   // the last of it was said
        await caller.Phone.Control.HangUpAsync();
        var sorry = Enumerable.Repeat("That did not work. Please try another one.", 5).ToArray();
        await PromptJudge.HeardAsync(await caller.QuitsAsync(), "The caller", sorry);
    }

    private async Task BookingAsync()
    {
        const string Thanks = "Thank you for calling support.", Place = "You are number 1 in the queue. The wait is about 0 minutes. Press 1 to be called back.", Where = "Shall we call you back at + 1 2 0 6 5 5 5 0 1 2 3? Press 1 for yes, 2 for another number.", Booked = "We call you back when it is your turn.";
        await _house.Gateway.CommandAsync("queues", "agent", "support", "anna", "pause");
        var customer = _house.Listens(await _house.RegistersAsync(FlowHouse.CustomerNumber, "customer"), "The customer");
        await customer.Phone.Control.DialAsync($"sip:{FlowHouse.Queue}@{_house.Gateway.Address}");
        await customer.IsConnectedAsync();
        await customer.HearsAsync(Place);
        await customer.PressesAsync("1");
        await customer.HearsAsync(Where);
        await customer.PressesAsync("1");
        await customer.IsLeftAsync();
        await PromptJudge.HeardAsync(await customer.QuitsAsync(), "The customer", Thanks, $"{Place}…", $"{Where}…", Booked);
        Assert.Contains("callback", await _house.Gateway.CommandAsync("queues", "support"), StringComparison.Ordinal);
    }

    private static async Task<string> AsksAsync(SignedClient client, HttpMethod method, string path)
    {
        using var answer = await client.SendAsync(method, $"/queues/support{path}?api-version=1");
        return answer.IsSuccessStatusCode ? await answer.Content.ReadAsStringAsync() : throw new InvalidOperationException($"{method} {path} was answered with {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync()}");
    }

    [Fact]
    public async Task A_caller_of_the_queue_is_called_back_by_a_gateway_that_was_killed_in_between()
    {
        await _house.AllCallsAsync();   // the gateway is going to be killed
        await _house.Call(nameof(BookingAsync));
        await _house.RegistersAsync("anna", "demo-anna", 700);
        var customer = _house.Listens(await _house.RegistersAsync(FlowHouse.CustomerNumber, "customer"), "The customer");
        using var supervisor = await SignedClient.ForAsync(_house.Gateway);
        _house.Gateway.Kill();
        await _house.Gateway.RunAsync();
        var kept = await AsksAsync(supervisor, HttpMethod.Get, "");
        Assert.Contains("\"paused\"", kept, StringComparison.Ordinal);
        Assert.Contains($"\"phoneNumber\":\"{FlowHouse.CustomerNumber}\"", kept.Replace("\\u002B", "+", StringComparison.Ordinal), StringComparison.Ordinal);
        await AsksAsync(supervisor, HttpMethod.Post, "/agents/anna/:resume");
        await customer.IsConnectedAsync();
        await customer.HearsAsync(700, s_second);
        await customer.Phone.Control.HangUpAsync();
        await Until.TrueAsync(async () => (await AsksAsync(supervisor, HttpMethod.Get, "/figures")).Contains("\"served\"", StringComparison.Ordinal), TimeSpan.FromSeconds(30), () => "The callback was not served.");
        await PromptJudge.HeardAsync(await customer.QuitsAsync(), "The customer", "This is the support of Example Systems, which calls you back.");
    }
}
