using System.Diagnostics.CodeAnalysis;
using Telephony.Api.Errors;
using Telephony.Api.Pipeline;
using Telephony.Automation.Commands;
using Telephony.Automation.Connections;
using Telephony.Automation.Reception;
using Telephony.Automation.Streams;
using Telephony.Events.Webhooks;

namespace Telephony.Api.CallAutomation;

/// <summary>Sound and words of a call that go to an application as they come.</summary>
internal static class StreamOperations
{
    private const string UrlForm = "allowed is a wss URL, or ws on this machine (127.0.0.1, ::1, localhost), without user and fragment";
    private const int LongestLocale = 35;
    private const int LongestModel = 100;

    public static void Map(ApiArea area, string one, AutomationDesk desk) => area
        .Post(one + ":startMediaStreaming", "CallMedia_StartMediaStreaming", call => RunAsync(call, (id, _, terms) => desk.StartMediaStreamingAsync(call.Resource.Name, id, terms)))
        .Post(one + ":stopMediaStreaming", "CallMedia_StopMediaStreaming", call => RunAsync(call, (id, _, terms) => desk.StopMediaStreamingAsync(call.Resource.Name, id, terms)))
        .Post(one + ":startTranscription", "CallMedia_StartTranscription", call => RunAsync(call, (id, request, terms) => desk.StartTranscriptionAsync(call.Resource.Name, id, request.Locale ?? "", request.SpeechModelEndpointId ?? "", terms)))
        .Post(one + ":stopTranscription", "CallMedia_StopTranscription", call => RunAsync(call, (id, _, terms) => desk.StopTranscriptionAsync(call.Resource.Name, id, terms)))
        .Post(one + ":updateTranscription", "CallMedia_UpdateTranscription", call => RunAsync(call, (id, request, terms) => desk.UpdateTranscriptionAsync(call.Resource.Name, id, request.Locale ?? "", request.SpeechModelEndpointId ?? "", terms)));

    /// <summary>Of a call that is made, answered or connected to.</summary>
    public static bool TryOrder(AutomationDesk desk, MediaStreamingOptionsInternal? media, TranscriptionOptionsInternal? transcription, out StreamOrder order, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (order, refused) = (StreamOrder.None, null);
        if (media is not null && desk.Streams is null) refused = CallAutomationArea.NotThere("media streaming");
        else if (transcription is not null && (desk.Streams is null || desk.Recogniser is null)) refused = CallAutomationArea.NotThere("transcription");
        if (refused is not null) return false;
        MediaStreamTerms? sound = null;
        TranscriptionTerms? words = null;
        if (media is not null && !TryMedia(media, out sound, out refused)) return false;
        if (transcription is not null && !TryTranscription(transcription, out words, out refused)) return false;
        order = new StreamOrder(sound, words);
        return true;
    }

    public static MediaStreamingSubscription? SubscriptionOf(StreamView? view) => view is null ? null : new MediaStreamingSubscription(view.Id, StateOf(view));

    public static TranscriptionSubscription? TranscriptionOf(StreamView? view) => view is null ? null : new TranscriptionSubscription(view.Id, StateOf(view)) { Locale = view.Locale };

    private static string StateOf(StreamView view) => view.IsActive ? "active" : "inactive";

    private static async ValueTask<ApiAnswer> RunAsync(ApiCall call, Func<string, StreamRequest, OperationTerms, Task<Outcome<Taken>>> run)
    {
        if (!call.TryRead(StreamingJson.Default.StreamRequest, out var request, out var refused)) return refused;
        if (!TryLocale("locale", request.Locale, needed: false, out refused) || !TryModel(request.SpeechModelEndpointId, out refused)) return refused;
        if (!WireReader.TryTerms(request.OperationContext, request.OperationCallbackUri, out var terms, out refused)) return refused;
        return CallOperations.Empty(202, await run(call.Route("id"), request, terms).ConfigureAwait(false));
    }

    private static bool TryMedia(MediaStreamingOptionsInternal media, [NotNullWhen(true)] out MediaStreamTerms? terms, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        const string Field = "mediaStreamingOptions";
        terms = null;
        if (!TryTransport(Field, media.TransportType, media.TransportUrl, out var url, out refused)) return false;
        if (media.ContentType is not (null or "audio")) refused = ApiErrors.BadField(Field + ".contentType", "allowed is audio");
        else if (media.AudioChannelType is not ("mixed" or "unmixed")) refused = ApiErrors.BadField(Field + ".audioChannelType", "allowed are mixed, unmixed");
        else if (RateOf(media.AudioFormat) == 0) refused = ApiErrors.BadField(Field + ".audioFormat", "allowed are pcm16KMono, pcm24KMono");
        if (refused is not null) return false;
        terms = new MediaStreamTerms(url)
        {
            IsMixed = media.AudioChannelType == "mixed",
            IsBidirectional = media.EnableBidirectional ?? false,
            SampleRate = RateOf(media.AudioFormat),
            WithTones = media.EnableDtmfTones ?? false,
            StartsAtOnce = media.StartMediaStreaming ?? false,
        };
        return true;
    }

    private static bool TryTranscription(TranscriptionOptionsInternal transcription, [NotNullWhen(true)] out TranscriptionTerms? terms, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        const string Field = "transcriptionOptions";
        terms = null;
        if (!TryTransport(Field, transcription.TransportType, transcription.TransportUrl, out var url, out refused)) return false;
        if (!TryLocale(Field + ".locale", transcription.Locale, needed: true, out refused) || !TryModel(transcription.SpeechModelEndpointId, out refused)) return false;
        terms = new TranscriptionTerms(url, transcription.Locale!)   // needed, and there
        {
            Model = transcription.SpeechModelEndpointId ?? "",
            WithIntermediate = transcription.EnableIntermediateResults ?? false,
            StartsAtOnce = transcription.StartTranscription ?? false,
        };
        return true;
    }

    private static bool TryTransport(string field, string? type, string? text, [NotNullWhen(true)] out Uri? url, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        (url, refused) = (null, null);
        if (type != "websocket") refused = ApiErrors.BadField(field + ".transportType", "allowed is websocket");
        else if (string.IsNullOrEmpty(text)) refused = ApiErrors.Missing(field + ".transportUrl");
        else if (!Uri.TryCreate(text, UriKind.Absolute, out url) || !IsAllowed(url)) refused = ApiErrors.BadField(field + ".transportUrl", UrlForm);
        return refused is null;
    }

    /// <summary>As webhooks are: the schemes correspond.</summary>
    private static bool IsAllowed(Uri url) =>
        url.Scheme is "ws" or "wss" && WebhookAddress.TryParse(string.Concat("http", url.OriginalString.AsSpan(2)), out _, out _);

    private static bool TryLocale(string field, string? locale, bool needed, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        refused = null;
        if (string.IsNullOrEmpty(locale)) refused = needed ? ApiErrors.Missing(field) : null;
        else if (locale.Length > LongestLocale || !locale.All(static c => char.IsAsciiLetterOrDigit(c) || c == '-')) refused = ApiErrors.BadField(field, "a language tag such as en-US is needed");
        return refused is null;
    }

    private static bool TryModel(string? model, [NotNullWhen(false)] out ApiAnswer? refused)
    {
        refused = model is { Length: > LongestModel } ? ApiErrors.BadField("speechModelEndpointId", $"at most {LongestModel} characters are allowed") : null;
        return refused is null;
    }

    /// <summary>0: no such format.</summary>
    private static int RateOf(string? format) => format switch { null or "pcm16KMono" => 16_000, "pcm24KMono" => 24_000, _ => 0 };
}
