import 'sc-chat/vue';
