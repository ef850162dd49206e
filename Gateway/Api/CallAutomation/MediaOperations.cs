using System.Globalization;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Automation.Commands;
using Telephony.Automation.Media;
using Telephony.Automation.Reception;

namespace Telephony.Api.CallAutomation;

/// <summary>What is played to, and recognised of, the phones of a call.</summary>
internal static class MediaOperations
{
    private const int MostSources = 10;
    private const int MostChoices = 50;

    public static async ValueTask<ApiAnswer> PlayAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.PlayRequest, out var request, out var refused)) return refused;
        if (request.PlaySources is null or { Count: 0 }) return ApiErrors.Missing("playSources");
        if (!WireReader.TrySources("playSources", request.PlaySources, MostSources, out var sources, out refused)) return refused;
        if (!WireReader.TryRawIds("playTo", request.PlayTo, needed: false, out var to, out refused)) return refused;
        if (!WireReader.TryTerms(request.OperationContext, request.OperationCallbackUri, out var terms, out refused)) return refused;
        var order = new PlayOrder(sources, to) { Loops = request.PlayOptions?.Loop ?? false, Interrupts = request.InterruptCallMediaOperation ?? false };
        return CallOperations.Empty(202, await desk.PlayAsync(call.Resource.Name, call.Route("id"), order, terms).ConfigureAwait(false));
    }

    public static async ValueTask<ApiAnswer> RecognizeAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.RecognizeRequest, out var request, out var refused)) return refused;
        if (!TryRecognize(request, out var recognize, out refused)) return refused;
        var prompts = request.PlayPrompts ?? (request.PlayPrompt is { } one ? [one] : null);
        if (!WireReader.TrySources(request.PlayPrompts is null ? "playPrompt" : "playPrompts", prompts, MostSources, out var sources, out refused)) return refused;
        if (!WireReader.TryRawId("recognizeOptions.targetParticipant", request.RecognizeOptions?.TargetParticipant, needed: false, out var target, out refused)) return refused;
        if (!WireReader.TryTerms(request.OperationContext, request.OperationCallbackUri, out var terms, out refused)) return refused;
        var order = new RecognizeOrder(recognize, sources, target) { Interrupts = request.InterruptCallMediaOperation ?? false };
        return CallOperations.Empty(202, await desk.RecognizeAsync(call.Resource.Name, call.Route("id"), order, terms).ConfigureAwait(false));
    }

    public static async ValueTask<ApiAnswer> CancelAsync(ApiCall call, AutomationDesk desk) =>
        CallOperations.Empty(202, await desk.CancelMediaAsync(call.Resource.Name, call.Route("id")).ConfigureAwait(false));

    public static async ValueTask<ApiAnswer> SendTonesAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.SendDtmfTonesRequest, out var request, out var refused)) return refused;
        if (request.Tones is null or { Count: 0 }) return ApiErrors.Missing("tones");
        if (request.Tones.Count > MediaCommands.MostTones) return ApiErrors.BadField("tones", $"at most {MediaCommands.MostTones} are allowed");
        if (!TryKeys("tones", request.Tones, out var keys, out refused)) return refused;
        if (!WireReader.TryRawId("targetParticipant", request.TargetParticipant, needed: false, out var target, out refused)) return refused;
        if (!WireReader.TryTerms(request.OperationContext, request.OperationCallbackUri, out var terms, out refused)) return refused;
        var outcome = await desk.SendTonesAsync(call.Resource.Name, call.Route("id"), keys, target, terms).ConfigureAwait(false);
        return outcome.Refused is { } refusal ? WireWriter.Refuse(refusal) : CallOperations.Context(202, request.OperationContext);
    }

    public static async ValueTask<ApiAnswer> ListenAsync(ApiCall call, AutomationDesk desk, bool starts)
    {
        if (!call.TryRead(CallAutomationJson.Default.TargetRequest, out var request, out var refused)) return refused;
        if (!WireReader.TryRawId("targetParticipant", request.TargetParticipant, needed: false, out var target, out refused)) return refused;
        if (!WireReader.TryTerms(request.OperationContext, request.OperationCallbackUri, out var terms, out refused)) return refused;
        return CallOperations.Empty(200, starts
            ? await desk.ListenForTonesAsync(call.Resource.Name, call.Route("id"), target, terms).ConfigureAwait(false)
            : await desk.StopListeningAsync(call.Resource.Name, call.Route("id"), target, terms).ConfigureAwait(false));
    }

    /// <summary>Of our own.</summary>
    public static async ValueTask<ApiAnswer> DetectAnswerAsync(ApiCall call, AutomationDesk desk)
    {
        if (!call.TryRead(CallAutomationJson.Default.TargetRequest, out var request, out var refused)) return refused;
        if (!WireReader.TryRawId("targetParticipant", request.TargetParticipant, needed: false, out var target, out refused)) return refused;
        if (!WireReader.TryTerms(request.OperationContext, request.OperationCallbackUri, out var terms, out refused)) return refused;
        return CallOperations.Empty(202, await desk.DetectAnswerAsync(call.Resource.Name, call.Route("id"), target, terms).ConfigureAwait(false));
    }

    private static bool TryRecognize(RecognizeRequest request, out RecognizeTerms terms, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out ApiAnswer? refused)
    {
        terms = new RecognizeTerms();
        var (options, dtmf) = (request.RecognizeOptions, request.RecognizeOptions?.DtmfOptions);
        RecognizeInput? input = request.RecognizeInputType switch
        {
            "dtmf" => RecognizeInput.Dtmf,
            "choices" => RecognizeInput.Choices,
            "speech" => RecognizeInput.Speech,
            "speechOrDtmf" => RecognizeInput.SpeechOrDtmf,
            _ => null,
        };
        if (input is not { } kind)
        {
            refused = ApiErrors.BadField("recognizeInputType", "allowed are dtmf, choices, speech, speechOrDtmf");
            return false;
        }
        if (!WireReader.TrySeconds("recognizeOptions.initialSilenceTimeoutInSeconds", options?.InitialSilenceTimeoutInSeconds, 0, 300, out var silence, out refused)) return false;
        if (!WireReader.TrySeconds("recognizeOptions.dtmfOptions.interToneTimeoutInSeconds", dtmf?.InterToneTimeoutInSeconds, 1, 60, out var gap, out refused)) return false;
        if (dtmf?.MaxTonesToCollect is { } most && most is < 1 or > RecognizeTerms.MostTones)
        {
            refused = ApiErrors.BadField("recognizeOptions.dtmfOptions.maxTonesToCollect", $"1 to {RecognizeTerms.MostTones} are allowed");
            return false;
        }
        if (!TryKeys("recognizeOptions.dtmfOptions.stopTones", dtmf?.StopTones ?? [], out var stops, out refused)) return false;
        if (!TryChoices(kind, options?.Choices, out var choices, out refused)) return false;
        if (!WireReader.TrySeconds("recognizeOptions.speechOptions.endSilenceTimeoutInMs", options?.SpeechOptions?.EndSilenceTimeoutInMs / 1000, 0.1, 10, out var end, out refused)) return false;
        terms = new RecognizeTerms
        {
            EndSilence = end ?? terms.EndSilence, Language = options?.SpeechLanguage is { Length: > 0 } language ? language : terms.Language,
            Input = kind, InterruptPrompt = options?.InterruptPrompt ?? true, InitialSilence = silence ?? RecognizeTerms.UsualInitialSilence,
            Gap = gap ?? RecognizeTerms.UsualGap, MaxTones = dtmf?.MaxTonesToCollect ?? RecognizeTerms.MostTones, StopTones = stops, Choices = choices,
        };
        return true;
    }

    private static bool TryChoices(RecognizeInput input, IReadOnlyList<Choice?>? wanted, out List<RecognizeChoice> choices, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out ApiAnswer? refused)
    {
        (choices, refused) = ([], null);
        if (input != RecognizeInput.Choices) return true;
        if (wanted is null or { Count: 0 or > MostChoices }) refused = ApiErrors.BadField("recognizeOptions.choices", $"1 to {MostChoices} are needed");
        for (var i = 0; refused is null && i < wanted!.Count; i++)   // checked above
        {
            var field = $"recognizeOptions.choices[{i.ToString(CultureInfo.InvariantCulture)}]";
            var key = '\0';
            if (wanted[i] is not { Label.Length: > 0 } choice) refused = ApiErrors.Missing($"{field}.label");
            else if (choice.Tone is { } tone && !Tones.TryParse(tone, out key)) refused = ApiErrors.BadField($"{field}.tone", $"allowed are {Tones.Allowed}");
            else choices.Add(new RecognizeChoice(choice.Label, [.. (choice.Phrases ?? []).OfType<string>()], choice.Tone is null ? null : key));
        }
        if (refused is null && choices.Any(static choice => choice.Tone is null && choice.Phrases.Count == 0)) refused = ApiErrors.BadField("recognizeOptions.choices", "each needs phrases, or a tone");
        return refused is null;
    }

    private static bool TryKeys(string field, IReadOnlyList<string?> words, out List<char> keys, [System.Diagnostics.CodeAnalysis.NotNullWhen(false)] out ApiAnswer? refused)
    {
        (keys, refused) = ([], null);
        for (var i = 0; i < words.Count; i++)
        {
            if (!Tones.TryParse(words[i], out var key))
            {
                refused = ApiErrors.BadField($"{field}[{i.ToString(CultureInfo.InvariantCulture)}]", $"allowed are {Tones.Allowed}");
                return false;
            }
            keys.Add(key);
        }
        return true;
    }
}
