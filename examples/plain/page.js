// Works whether the chat's script has arrived or not.
(window.scChat ||= []).push(sc => {
  sc.on('sc-login', event => {
    document.querySelector('#news').textContent = `Welcome, ${event.detail.user.username}.`;
  });
});
