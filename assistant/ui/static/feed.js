// What a stream says next.
watch("value", () => window.ics.fed(props.value));
